#include <array>

#include "contacts/contacts.h"
#include "json/reader.h"

namespace dunlin::contacts {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;
using workspace::time_json;

constexpr std::size_t kMostTags = 50;
constexpr json::TextLimits kTag{.min_bytes = 1, .max_bytes = 64};
constexpr std::array<std::string_view, 4> kKinds{"opted_out", "opted_in", "granted", "withdrawn"};

template <class T>
json::Value or_null(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value(nullptr);
}

json::Value to_json(const Contact& contact) {
  json::Object out;
  out["id"] = to_text(contact.id);
  out["account_id"] = to_text(contact.account);
  out["igsid"] = contact.igsid;
  out["display_name"] = contact.display_name();
  out["username"] = contact.profile.username;
  out["name"] = contact.profile.name;
  out["picture_url"] = contact.profile.picture_url;
  out["follower_count"] = or_null(contact.profile.follower_count);
  out["follows_account"] = or_null(contact.profile.follows_account);
  out["followed_by_account"] = or_null(contact.profile.followed_by_account);
  out["verified"] = or_null(contact.profile.verified);
  out["profile_read_at"] = time_json(contact.profile_read_at);
  out["language"] = contact.language;
  out["opted_out_at"] = time_json(contact.opted_out_at);
  out["last_inbound_at"] = time_json(contact.last_inbound_at);
  out["is_test"] = contact.is_test;
  out["created_at"] = to_rfc3339(contact.created_at);
  out["tags"] = json::Array(contact.tags.begin(), contact.tags.end());
  return out;
}

json::Value to_json(const ConsentEvent& event) {
  const auto kind = static_cast<std::size_t>(event.kind);
  json::Object out;
  out["kind"] = kind < kKinds.size() ? kKinds[kind] : "unknown";
  out["source"] = event.source;
  out["evidence"] = event.evidence;
  out["at"] = to_rfc3339(event.at);
  return out;
}

Result<Reply> contact_reply(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const Contact contact, find(tx, scope, id));
  return reply_with(to_json(contact));
}

Result<Reply> consent_reply(db::Tx& tx, const Scope& scope, ContactId id, int status) {
  DUNLIN_TRY(const Contact contact, find(tx, scope, id));
  DUNLIN_TRY(const auto events, consent_history(tx, scope, id));
  DUNLIN_TRY(const bool basis, has_consent_basis(tx, scope, id));
  json::Array history;
  for (const ConsentEvent& event : events) history.push_back(to_json(event));
  json::Object out;
  out["opted_out_at"] = time_json(contact.opted_out_at);
  out["has_basis"] = basis;
  out["history"] = std::move(history);
  return reply_with(std::move(out), status);
}

Task<Result<Reply>> get_contacts(db::Database database, const Call& call) {
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  const auto account = call.id_parameter<AccountId>("account");
  if (!account) return workspace::answer(account.error());
  return in_read(
      database,
      [scope = call.scope, asked = *asked, account = *account](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const auto page, list(tx, scope, account, asked));
        json::Array items;
        for (const Contact& contact : page.items) items.push_back(to_json(contact));
        return reply_with(workspace::page_json(std::move(items), page.next));
      });
}

Task<Result<Reply>> get_contact(db::Database database, const Call& call) {
  const auto id = call.id<ContactId>();
  if (!id) return workspace::answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) {
    return contact_reply(tx, scope, id);
  });
}

Task<Result<Reply>> patch_tags(db::Database database, const Call& call) {
  const auto id = call.id<ContactId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const auto added = in.texts("add", kMostTags, kTag);
  const auto removed = in.texts("remove", kMostTags, kTag);
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return in_write(database, [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(find(tx, scope, id));
    for (const auto& tag : added) DUNLIN_CHECK(add_tag(tx, scope, id, tag));
    for (const auto& tag : removed) DUNLIN_CHECK(remove_tag(tx, scope, id, tag));
    DUNLIN_TRY(const auto now, tags(tx, scope, id));
    if (now.size() > kMostTags) {
      return Error(Code::invalid, "contact.too_many_tags", "A contact has at most 50 tags")
          .at("add");
    }
    return contact_reply(tx, scope, id);
  });
}

Task<Result<Reply>> get_consent(db::Database database, const Call& call) {
  const auto id = call.id<ContactId>();
  if (!id) return workspace::answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) {
    return consent_reply(tx, scope, id, 200);
  });
}

Task<Result<Reply>> post_consent(db::Database database, const Seams* seams, const Call& call) {
  const auto id = call.id<ContactId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const std::string kind = in.choice("kind", {kKinds[0], kKinds[1], kKinds[2], kKinds[3]});
  ConsentEvent event{.kind = ConsentKind::opted_out,
                     .source = in.text("source", {.min_bytes = 1, .max_bytes = 80}),
                     .evidence = in.optional_text("evidence", {.max_bytes = 500}).value_or(""),
                     .at = seams->clock.now()};
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i] == kind) event.kind = static_cast<ConsentKind>(i);
  }
  return in_write(database, [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(record_consent(tx, scope, id, event));
    return consent_reply(tx, scope, id, 201);
  });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams) {
  return {
      endpoint("GET", "/api/v1/contacts", Access::read,
               [database](const Call& call) { return get_contacts(database, call); }),
      endpoint("GET", "/api/v1/contacts/{id}", Access::read,
               [database](const Call& call) { return get_contact(database, call); }),
      endpoint("PATCH", "/api/v1/contacts/{id}/tags", Access::write,
               [database](const Call& call) { return patch_tags(database, call); }),
      endpoint("GET", "/api/v1/contacts/{id}/consent", Access::read,
               [database](const Call& call) { return get_consent(database, call); }),
      endpoint("POST", "/api/v1/contacts/{id}/consent", Access::write,
               [database, seams = &seams](const Call& call) {
                 return post_consent(database, seams, call);
               }),
  };
}

}  // namespace dunlin::contacts
