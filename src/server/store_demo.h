#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/db.h"
#include "inbox/ids.h"
#include "server/demo.h"
#include "server/demo_world.h"
#include "workspace/scope.h"

/// The rows of a demo workspace, written straight into the tables.
namespace dunlin::server {

/// Who and what the rows belong to.
struct DemoPlace {
  AccountId account;
  PersonId me, colleague;
  int number = 0;  ///< of demos that were there before: their messages' ids differ by it
  std::vector<LabelId> labels;  ///< as demo_labels()
  /// Of the first conversation; the person's is the same number, in a range of its own.
  std::int64_t first_id = 0;
};
struct DemoRow {
  MessageId id;
  DemoMessage message;
  std::string tokens;
};

Status mark_demo(db::Tx& tx, const NodeScope&, WorkspaceId workspace, std::int64_t messages_wanted,
                 Instant now);
/// Before a part of the work on it is kept: how far it is, and whether it is wanted at all. Errors:
/// demo.removed.
Status hold_demo(db::Tx& tx, const Scope& scope, std::int64_t messages_done, Instant now);
Status end_filling(db::Tx& tx, const Scope& scope, Instant now);
/// From now on nothing is added to any demo. Returns how many there are.
Result<std::int64_t> mark_removal(db::Tx& tx, const NodeScope&, Instant now);
/// The newest.
Result<std::optional<DemoNow>> find_demo(db::Tx& tx, const NodeScope&);
Status add_demo_account(db::Tx& tx, const Scope& scope, AccountId account, Instant now);
Status add_demo_label(db::Tx& tx, const Scope& scope, LabelId id, const DemoLabel& label);
/// Those who run the server own it. The first of them, if there is anybody.
Result<std::optional<PersonId>> let_installers_in(db::Tx& tx, const NodeScope&, WorkspaceId demo,
                                                  Instant now);
Result<std::vector<WorkspaceId>> demo_workspaces(db::Tx& tx, const NodeScope&);

/// Messages, with the people and conversations that begin with them.
Status add_demo_rows(db::Tx& tx, const Scope& scope, const DemoPlace& place,
                     std::span<const DemoRow> rows, std::span<const DemoConversation> all);
/// How the conversations stand in the end.
Status settle_demo(db::Tx& tx, const Scope& scope, const DemoPlace& place,
                   std::span<const DemoConversation> some);

}  // namespace dunlin::server
