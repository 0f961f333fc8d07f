#include "contacts/http_json.h"

#include <array>

namespace dunlin::contacts {
namespace {

using workspace::time_json;

constexpr std::array<std::string_view, 4> kKinds{"opted_out", "opted_in", "granted", "withdrawn"};

template <class T>
json::Value or_null(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value(nullptr);
}

}  // namespace

json::Value consent_event_json(const ConsentEvent& event) {
  const auto kind = static_cast<std::size_t>(event.kind);
  json::Object out;
  out["kind"] = kind < kKinds.size() ? kKinds[kind] : "unknown";
  out["source"] = event.source;
  out["evidence"] = event.evidence;
  out["at"] = to_rfc3339(event.at);
  return out;
}

json::Value contact_json(const Contact& contact) {
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

Result<json::Value> consent_json(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const Contact contact, find(tx, scope, id));
  DUNLIN_TRY(const auto events, consent_history(tx, scope, id));
  DUNLIN_TRY(const bool basis, has_consent_basis(tx, scope, id));
  json::Array history;
  for (const ConsentEvent& event : events) history.push_back(consent_event_json(event));
  json::Object out;
  out["opted_out_at"] = time_json(contact.opted_out_at);
  out["has_basis"] = basis;
  out["history"] = std::move(history);
  return json::Value(std::move(out));
}

}  // namespace dunlin::contacts
