#pragma once

#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"

namespace dunlin::rules {

/// `clock` outlives the tables.
std::vector<workspace::Endpoint> text_endpoints(db::Database database, const Clock& clock);
std::vector<workspace::Endpoint> version_endpoints(db::Database database, const Clock& clock);
std::vector<workspace::Endpoint> backtest_endpoints(db::Database database, Seams& seams);
/// Drafts, the order, lint and templates. `seams` outlive the table.
std::vector<workspace::Endpoint> draft_endpoints(db::Database database, Seams& seams);

/// What a rule's JSON may name; `before` is where it stands ("draft.", or nothing).
std::vector<workspace::IdField> ids_of_rule(const std::string& before);
/// Of {"id": …, "rule": …}.
std::vector<workspace::IdField> ids_of_asked_rule();

/// POST /api/v1/rules/test: what would happen to a message, with each rule's reason. Records
/// nothing.
Task<Result<workspace::Reply>> try_rules(db::Database database, const Clock& clock,
                                         const workspace::Call& call);

}  // namespace dunlin::rules
