#pragma once

#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "base/seams.h"
#include "db/db.h"
#include "workspace/sign_in.h"

/// A workspace is deleted by its owner (PRODUCT §1.5): at once for everybody, and in the background
/// row by row.
namespace dunlin::server {

/// What the server calls the key of its own command line: it goes on in another workspace when its
/// own is deleted.
inline constexpr std::string_view kMachineKeyName = "This machine";

/// Deletes what is left of deleted workspaces, in small parts, one after the other. May be cut off
/// anywhere and may run on several nodes at once.
class WorkspaceRemoval {
 public:
  WorkspaceRemoval(db::Database main, const Clock& clock) : main_(std::move(main)), clock_(clock) {}
  /// A part. False when nothing is left to do for now: none was deleted, a send of it is still
  /// under way, or the database takes nothing.
  Task<bool> step();

 private:
  db::Database main_;
  const Clock& clock_;
};

/// POST /api/v1/workspace/delete: with its name and the owner's password. `on_disconnect` runs for
/// each of its accounts, in the same transaction. Errors: workspace.name_differs,
/// workspace.last_one, auth.wrong_password.
std::vector<workspace::Endpoint> workspace_removal_endpoints(const workspace::IdentityNeeds& needs,
                                                             accounts::OnDisconnect on_disconnect);

}  // namespace dunlin::server
