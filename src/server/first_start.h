#pragma once

#include "server/app.h"
#include "workspace/workspace.h"

namespace dunlin::server {

struct Prepared {
  workspace::Node node;
  WorkspaceId workspace;
  bool workspace_created = false;
};

/// In one transaction each: this process's node row; then the first workspace with the shipped
/// rules, and the quick-start account. Repeating it changes nothing.
Task<Result<workspace::Node>> take_node(const Outside& outside, std::string process_name);
Task<Result<Prepared>> prepare(const Outside& outside, IdSource& ids, workspace::Node node,
                               const AppOptions& options);

/// What a workspace that a person makes gets: the shipped rules.
Status furnish_workspace(db::Tx& tx, const Scope& scope, Instant now);

}  // namespace dunlin::server
