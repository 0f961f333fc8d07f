#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "contacts/contacts.h"
#include "db/many.h"
#include "feed/feed.h"
#include "net/signature.h"

namespace dunlin::contacts {
namespace {

/// As `contact_from` reads them.
#define DUNLIN_CONTACT_COLUMNS                                                       \
  "id, account_id, igsid, username, name, language, opted_out_at, last_inbound_at, " \
  "is_test, created_at, picture_url, follower_count, follows_account, "              \
  "followed_by_account, verified, profile_read_at, profile_due_at"

Contact contact_from(const db::Row& row) {
  Profile profile{.username = row.get<std::string>(3),
                  .name = row.get<std::string>(4),
                  .picture_url = row.get<std::string>(10),
                  .follower_count = row.get<std::optional<std::int64_t>>(11),
                  .follows_account = row.get<std::optional<bool>>(12),
                  .followed_by_account = row.get<std::optional<bool>>(13),
                  .verified = row.get<std::optional<bool>>(14)};
  return Contact{.id = row.get<ContactId>(0),
                 .account = row.get<AccountId>(1),
                 .igsid = row.get<std::string>(2),
                 .profile = std::move(profile),
                 .profile_read_at = row.get<std::optional<Instant>>(15),
                 .profile_due_at = row.get<std::optional<Instant>>(16),
                 .language = row.get<std::string>(5),
                 .opted_out_at = row.get<std::optional<Instant>>(6),
                 .last_inbound_at = row.get<std::optional<Instant>>(7),
                 .is_test = row.get<bool>(8),
                 .created_at = row.get<Instant>(9),
                 .tags = {}};
}

Error contact_missing() {
  return Error(Code::not_found, "contact.not_found", "There is no such contact");
}

Touched touched(const db::Row& row, ContactId new_id) {
  Contact contact = contact_from(row);
  const bool created = contact.id == new_id;
  return Touched{.contact = std::move(contact), .created = created};
}

/// Finds and locks.
Result<std::optional<Contact>> take(db::Tx& tx, const Scope& scope, AccountId account,
                                    std::string_view igsid) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT )sql" DUNLIN_CONTACT_COLUMNS R"sql(
    FROM contact WHERE workspace_id = $1 AND account_id = $2 AND igsid = $3 {for_update})sql",
                                           scope.workspace(), account, igsid));
  if (rows.empty()) return std::optional<Contact>();
  return std::optional(contact_from(rows.front()));
}

/// The tags of the contacts from `newest` to `oldest` in the list's order.
Status fill_tags(db::Tx& tx, const Scope& scope, std::vector<Contact>& contacts) {
  if (contacts.empty()) return {};
  const Contact& newest = contacts.front();
  const Contact& oldest = contacts.back();
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT t.contact_id, t.tag FROM contact c
    JOIN contact_tag t ON t.workspace_id = c.workspace_id AND t.contact_id = c.id
    WHERE c.workspace_id = $1 AND (c.created_at, c.id) >= ($2, $3) AND (c.created_at, c.id) <= ($4, $5)
    ORDER BY t.contact_id, t.tag)sql",
                                           scope.workspace(), oldest.created_at, oldest.id,
                                           newest.created_at, newest.id));
  for (Contact& contact : contacts) {
    for (const db::Row& row : rows) {
      if (row.get<ContactId>(0) == contact.id) contact.tags.push_back(row.get<std::string>(1));
    }
  }
  return {};
}

}  // namespace

Result<Touched> touch(db::Tx& tx, const Scope& scope, AccountId account, std::string_view igsid,
                      ContactId new_id, Instant at, bool is_test) {
  DUNLIN_TRY(auto known, take(tx, scope, account, igsid));
  if (known) {
    Contact& contact = *known;
    if (contact.last_inbound_at >= at) return Touched{.contact = std::move(contact)};
    contact.last_inbound_at = at;
    DUNLIN_CHECK(
        tx.run("UPDATE contact SET last_inbound_at = $3 WHERE workspace_id = $1 AND id = $2",
               scope.workspace(), contact.id, at));
    return Touched{.contact = std::move(contact)};
  }
  // Another transaction may make it between the two statements.
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    INSERT INTO contact (workspace_id, id, account_id, igsid, username, name, language,
                         last_inbound_at, is_test, created_at, opted_out_at)
    VALUES ($1, $2, $3, $4, '', '', '', $5, $6, $5,
            (SELECT k.at FROM opt_out_kept k WHERE k.workspace_id = $1 AND k.person_hash = $7))
    ON CONFLICT (workspace_id, account_id, igsid) DO UPDATE SET last_inbound_at =
      CASE WHEN contact.last_inbound_at > excluded.last_inbound_at THEN contact.last_inbound_at
           ELSE excluded.last_inbound_at END
    RETURNING )sql" DUNLIN_CONTACT_COLUMNS,
                                           scope.workspace(), new_id, account, igsid, at, is_test,
                                           person_hash(scope.workspace(), account, igsid)));
  return touched(rows.at(0), new_id);
}

Result<Touched> touch_outbound(db::Tx& tx, const Scope& scope, AccountId account,
                               std::string_view igsid, ContactId new_id, Instant at) {
  DUNLIN_TRY(auto known, take(tx, scope, account, igsid));
  if (known) return Touched{.contact = *std::move(known)};
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    INSERT INTO contact (workspace_id, id, account_id, igsid, username, name, language, is_test,
                         created_at, opted_out_at)
    VALUES ($1, $2, $3, $4, '', '', '', 0, $5,
            (SELECT k.at FROM opt_out_kept k WHERE k.workspace_id = $1 AND k.person_hash = $6))
    ON CONFLICT (workspace_id, account_id, igsid) DO UPDATE SET igsid = excluded.igsid
    RETURNING )sql" DUNLIN_CONTACT_COLUMNS,
                                           scope.workspace(), new_id, account, igsid, at,
                                           person_hash(scope.workspace(), account, igsid)));
  return touched(rows.at(0), new_id);
}

std::string person_hash(WorkspaceId workspace, AccountId account, std::string_view igsid) {
  const auto digest =
      net::sha256(fmt::format("opted out\n{}\n{}\n{}", workspace.value, account.value, igsid));
  return net::to_hex(digest);
}

Result<Contact> find(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT )sql" DUNLIN_CONTACT_COLUMNS R"sql(
    FROM contact WHERE workspace_id = $1 AND id = $2)sql",
                                           scope.workspace(), id));
  if (rows.empty()) return contact_missing();
  Contact contact = contact_from(rows.front());
  DUNLIN_TRY(contact.tags, tags(tx, scope, id));
  return contact;
}

Result<std::vector<Contact>> find_by_username(db::Tx& tx, const Scope& scope,
                                              std::string_view username) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT )sql" DUNLIN_CONTACT_COLUMNS R"sql(
    FROM contact WHERE workspace_id = $1 AND username = $2 AND username <> ''
    ORDER BY last_inbound_at DESC NULLS LAST, id LIMIT 20)sql",
                                           scope.workspace(), username));
  std::vector<Contact> found;
  for (const db::Row& row : rows) found.push_back(contact_from(row));
  return found;
}

Result<Recipient> find_recipient(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(auto found, find_recipients(tx, scope, {id}));
  return std::move(found.begin()->second);
}

Result<std::map<ContactId, Recipient>> find_recipients(db::Tx& tx, const Scope& scope,
                                                       const std::vector<ContactId>& ids) {
  DUNLIN_TRY(const db::Rows rows, db::query_many(tx, R"sql(
    SELECT id, igsid, opted_out_at FROM contact
    WHERE (workspace_id, id) IN (VALUES ($1, $2)))sql",
                                                 2, db::keys_of(scope.workspace(), ids)));
  std::map<ContactId, Recipient> out;
  for (const db::Row& row : rows) {
    out.try_emplace(row.get<ContactId>(0),
                    Recipient{.igsid = row.get<std::string>(1),
                              .opted_out_at = row.get<std::optional<Instant>>(2)});
  }
  const auto unknown = [&out](ContactId id) { return !out.contains(id); };
  if (std::ranges::any_of(ids, unknown)) return contact_missing();
  return out;
}

Result<std::vector<Contact>> find_all(db::Tx& tx, const Scope& scope,
                                      const std::vector<ContactId>& ids) {
  // Statements are kept by their text: one text of ten ids, filled up with zeros, serves any
  // number.
  constexpr std::size_t kAtOnce = 10;
  std::vector<Contact> found;
  for (std::size_t from = 0; from < ids.size(); from += kAtOnce) {
    std::vector<db::Param> params{scope.workspace()};
    for (std::size_t i = from; i < from + kAtOnce; ++i) {
      params.emplace_back(i < ids.size() ? ids[i] : ContactId{});
    }
    DUNLIN_TRY(const db::Rows rows, tx.query_span(R"sql(
      SELECT )sql" DUNLIN_CONTACT_COLUMNS R"sql(
      FROM contact
      WHERE workspace_id = $1 AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql",
                                                  params));
    for (const db::Row& row : rows) found.push_back(contact_from(row));
  }
  return found;
}

Result<workspace::Page<Contact>> list(db::Tx& tx, const Scope& scope,
                                      std::optional<AccountId> account,
                                      const workspace::PageAsked& asked) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT )sql" DUNLIN_CONTACT_COLUMNS R"sql(
    FROM contact
    WHERE workspace_id = $1 AND (created_at, id) < ($2, $3)
      AND (CAST($4 AS BIGINT) IS NULL OR account_id = $4)
    ORDER BY created_at DESC, id DESC LIMIT $5)sql",
                      scope.workspace(), after.at_us, after.id, account, asked.limit + 1));
  std::vector<Contact> found;
  for (const db::Row& row : rows) found.push_back(contact_from(row));
  auto page = workspace::Page<Contact>::cut(std::move(found), asked.limit, [](const Contact& last) {
    return workspace::Cursor{.at_us = to_us(last.created_at), .id = last.id.value};
  });
  DUNLIN_CHECK(fill_tags(tx, scope, page.items));
  return page;
}

Status set_language(db::Tx& tx, const Scope& scope, ContactId id, std::string_view language) {
  return tx.run(
      "UPDATE contact SET language = $3 WHERE workspace_id = $1 AND id = $2 AND language <> $3",
      scope.workspace(), id, language);
}

Status add_tag(db::Tx& tx, const Scope& scope, ContactId id, std::string_view tag) {
  feed::tell(tx, scope.workspace(), feed::Kind::contact, id);
  return tx.run(R"sql(
    INSERT INTO contact_tag (workspace_id, contact_id, tag) VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id, contact_id, tag) DO NOTHING)sql",
                scope.workspace(), id, tag);
}

Status remove_tag(db::Tx& tx, const Scope& scope, ContactId id, std::string_view tag) {
  feed::tell(tx, scope.workspace(), feed::Kind::contact, id);
  return tx.run("DELETE FROM contact_tag WHERE workspace_id = $1 AND contact_id = $2 AND tag = $3",
                scope.workspace(), id, tag);
}

Result<std::vector<std::string>> tags(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT tag FROM contact_tag WHERE workspace_id = $1 AND contact_id = $2 ORDER BY tag)sql",
                                           scope.workspace(), id));
  std::vector<std::string> found;
  for (const db::Row& row : rows) found.push_back(row.get<std::string>(0));
  return found;
}

}  // namespace dunlin::contacts
