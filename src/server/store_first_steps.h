#pragma once

#include "db/db.h"
#include "server/first_steps.h"
#include "workspace/scope.h"

namespace dunlin::server {

Result<FirstFacts> load_first_facts(db::Tx& tx, const Scope& scope, Instant now);
/// Repeating it changes nothing.
Status put_first_steps_away(db::Tx& tx, const Scope& scope, Instant now);
Status bring_first_steps_back(db::Tx& tx, const Scope& scope);

}  // namespace dunlin::server
