#include "inbox/people.h"

#include <algorithm>

#include "workspace/identity.h"
#include "workspace/workspace.h"

namespace dunlin::inbox {

PersonId self_of(const Scope& scope) {
  const std::string& id = scope.actor().id;
  if (const auto person = parse_id<PersonId>(id)) return *person;
  if (const auto key = parse_id<ApiKeyId>(id)) return PersonId{key->value};
  return {};
}

Status check_member(db::Tx& tx, const Scope& scope, PersonId person) {
  const auto member = workspace::find_member(tx, scope, person);
  if (member) return {};
  if (member.error().code != Code::not_found) return member.error();
  DUNLIN_TRY(const auto keys, workspace::list_api_keys(tx, scope));
  const bool known = std::ranges::any_of(keys, [person](const workspace::ApiKey& key) {
    return key.id.value == person.value && !key.revoked_at;
  });
  if (known) return {};
  return Error(Code::not_found, "member.not_found", "There is no such member in this workspace");
}

}  // namespace dunlin::inbox
