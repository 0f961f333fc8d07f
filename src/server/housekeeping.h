#pragma once

#include <functional>
#include <optional>
#include <string>

#include "server/app.h"
#include "server/retention.h"
#include "server/workspace_removal.h"
#include "workspace/workspace.h"

namespace dunlin::server {

/// What is done by the clock: the node's row renewed (5 s), counters folded and snoozes ended
/// (2 s), answers to Idempotency-Keys forgotten after 24 h, ended sessions and links forgotten,
/// what is left of deleted workspaces taken away (2 s), silent conversations archived and keys of
/// events forgotten after 30 days, what workspaces keep no longer deleted (each hour). Every piece
/// may run on several nodes at once and may be cut off anywhere.
class Housekeeping {
 public:
  /// `number_lost`: another process has taken the node's number over; called once.
  Housekeeping(const Outside& outside, workspace::Node node,
               std::function<void()> number_lost = {});
  Task<void> run();
  void stop();
  /// The number is surely this process's: ids of it are nobody else's. False after a pause, or a
  /// loss of the database, of two thirds of its lease, until it is renewed.
  [[nodiscard]] bool may_make_ids() const { return clock_.monotonic() < ids_until_; }
  /// Why the last write failed, a sentence; nothing when it went well.
  [[nodiscard]] const std::optional<std::string>& write_fault() const { return write_fault_; }

 private:
  Task<void> renew();
  Task<void> release();
  Task<void> fold();
  Task<void> end_snoozes();
  Task<void> archive();
  Task<void> forget_answers();
  Task<void> forget_ended();
  Task<void> forget_keys();
  Task<void> forget_old();
  Task<void> remove_workspaces();

  Clock& clock_;
  db::Database main_;
  workspace::Node node_;
  std::function<void()> number_lost_;
  Monotonic ids_until_;
  Signal wake_;
  std::optional<std::string> write_fault_;
  Forgetting forgetting_;
  WorkspaceRemoval removal_;
  bool old_is_left_ = false;
  bool stopping_ = false;
};

}  // namespace dunlin::server
