#include "server/known_ids.h"

#include <fmt/format.h>

#include "accounts/accounts.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "inbox/inbox.h"
#include "inbox/people.h"
#include "rules/draft.h"
#include "rules/rules.h"

namespace dunlin::server {
namespace {

using workspace::IdField;

void add(std::vector<NamedId>& out, std::string_view kind, std::string_view text,
         std::string field) {
  const auto value = decode_id(kind, text);
  if (value) {
    out.push_back({.kind = std::string(kind), .value = *value, .field = std::move(field)});
  }
}

/// Follows "draft.conditions.accounts[]" through a body.
void follow(std::vector<NamedId>& out, std::string_view kind, const json::Value& value,
            std::string_view path, std::string at) {
  if (path.empty()) {
    if (value.is_string()) add(out, kind, std::string_view(value.get_string()), std::move(at));
    return;
  }
  const std::string_view step = path.substr(0, path.find('.'));
  const std::string_view rest = path.substr(std::min(path.size(), step.size() + 1));
  const bool list = step.ends_with("[]");
  const std::string_view name = list ? step.substr(0, step.size() - 2) : step;
  const json::Object* object = value.if_object();
  const json::Value* next = object ? object->if_contains(name) : nullptr;
  if (next == nullptr) return;
  const std::string here = at.empty() ? std::string(name) : fmt::format("{}.{}", at, name);
  if (!list) return follow(out, kind, *next, rest, here);
  if (!next->is_array()) return;
  std::size_t index = 0;
  for (const json::Value& item : next->get_array()) {
    follow(out, kind, item, rest, fmt::format("{}[{}]", here, index++));
  }
}

template <class T>
Result<bool> there(Result<T> found) {
  if (found) return true;
  if (found.error().code == Code::not_found) return false;
  return found.error();
}

Result<bool> exists(db::Tx& tx, const Scope& scope, const NamedId& id) {
  if (id.kind == AccountIdTag::prefix) return there(accounts::find(tx, scope, {id.value}));
  if (id.kind == ContactIdTag::prefix) return there(contacts::find(tx, scope, {id.value}));
  if (id.kind == ConversationIdTag::prefix) {
    return there(conversations::find(tx, scope, {id.value}));
  }
  if (id.kind == MessageIdTag::prefix) {
    return there(conversations::find_message(tx, scope, {id.value}));
  }
  if (id.kind == RuleIdTag::prefix) {
    DUNLIN_TRY(const bool published, there(rules::find(tx, scope, {id.value})));
    if (published) return true;
    return there(rules::find_draft(tx, scope, {id.value}));
  }
  if (id.kind == LabelIdTag::prefix) return there(inbox::check_label(tx, scope, {id.value}));
  if (id.kind == PersonIdTag::prefix) return there(inbox::check_member(tx, scope, {id.value}));
  return Error(Code::internal, "api.id_kind", "An endpoint names ids of a kind nobody looks up");
}

}  // namespace

std::vector<NamedId> named_ids(const workspace::Endpoint& endpoint, const net::Request& request,
                               const json::Value& body) {
  std::vector<NamedId> out;
  for (const IdField& field : endpoint.ids) {
    if (field.in == IdField::In::body) {
      follow(out, field.kind, body, field.path, "");
    } else if (const auto text = request.parameter(field.path)) {
      add(out, field.kind, *text, field.path);
    }
  }
  return out;
}

Status check_named_ids(db::Tx& tx, const Scope& scope, const std::vector<NamedId>& ids) {
  for (const NamedId& id : ids) {
    DUNLIN_TRY(const bool known, exists(tx, scope, id));
    if (known) continue;
    return Error(Code::not_found, "api.not_found", "There is no such thing in this workspace")
        .at(id.field);
  }
  return {};
}

}  // namespace dunlin::server
