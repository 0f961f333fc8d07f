#include <array>

#include "contacts/contacts.h"
#include "contacts/http_json.h"
#include "json/reader.h"

namespace dunlin::contacts {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::naming;
using workspace::Reply;
using workspace::reply_with;

constexpr std::size_t kMostTags = 50;
constexpr json::TextLimits kTag{.min_bytes = 1, .max_bytes = 64};
constexpr std::array<std::string_view, 4> kKinds{"opted_out", "opted_in", "granted", "withdrawn"};

json::Value tags_json(const std::vector<std::string>& tags) {
  return json::Object{{"tags", json::Array(tags.begin(), tags.end())}};
}

Result<Reply> contact_reply(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const Contact contact, find(tx, scope, id));
  return reply_with(contact_json(contact));
}

Result<Reply> consent_reply(db::Tx& tx, const Scope& scope, ContactId id, int status) {
  DUNLIN_TRY(auto ledger, consent_json(tx, scope, id));
  return reply_with(std::move(ledger), status);
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
        for (const Contact& contact : page.items) items.push_back(contact_json(contact));
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
  return in_write(database, call, [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Contact before, find(tx, scope, id));
    for (const auto& tag : added) DUNLIN_CHECK(add_tag(tx, scope, id, tag));
    for (const auto& tag : removed) DUNLIN_CHECK(remove_tag(tx, scope, id, tag));
    DUNLIN_TRY(const auto now, tags(tx, scope, id));
    if (now.size() > kMostTags) {
      return Error(Code::invalid, "contact.too_many_tags", "A contact has at most 50 tags")
          .at("add");
    }
    DUNLIN_TRY(Reply reply, contact_reply(tx, scope, id));
    reply.changed = {.before = tags_json(before.tags), .after = tags_json(now)};
    return reply;
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
  return in_write(database, call, [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(record_consent(tx, scope, id, event));
    DUNLIN_TRY(Reply reply, consent_reply(tx, scope, id, 201));
    reply.changed = {.after = consent_event_json(event)};
    return reply;
  });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams) {
  return {
      naming(endpoint("GET", "/api/v1/contacts", Access::read,
                      [database](const Call& call) { return get_contacts(database, call); }),
             {{workspace::IdField::In::query, "account", AccountIdTag::prefix}}),
      endpoint("GET", "/api/v1/contacts/{id}", Access::read,
               [database](const Call& call) { return get_contact(database, call); }),
      changing("PATCH", "/api/v1/contacts/{id}/tags", Access::inbox, "contact.tag",
               [database](const Call& call) { return patch_tags(database, call); }),
      endpoint("GET", "/api/v1/contacts/{id}/consent", Access::read,
               [database](const Call& call) { return get_consent(database, call); }),
      changing("POST", "/api/v1/contacts/{id}/consent", Access::inbox, "contact.consent",
               [database, seams = &seams](const Call& call) {
                 return post_consent(database, seams, call);
               }),
  };
}

}  // namespace dunlin::contacts
