#pragma once

#include "db/tx.h"
#include "workspace/scope.h"

/// Who works. An API key works as a person whose number is the key's, so that what it assigns,
/// drafts and writes is told apart as well.
namespace dunlin::inbox {

/// The one who calls; 0 for the program itself.
PersonId self_of(const Scope& scope);
/// Errors: member.not_found, the same for somebody of another workspace.
Status check_member(db::Tx& tx, const Scope& scope, PersonId person);

}  // namespace dunlin::inbox
