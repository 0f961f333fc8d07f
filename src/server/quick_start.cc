#include "server/quick_start.h"

#include "accounts/prove_token.h"
#include "base/log.h"
#include "server/store_workspace_removal.h"

namespace dunlin::server {
namespace {

constexpr Duration kAskAgain = std::chrono::minutes{1};

}  // namespace

QuickStart::QuickStart(Seams& seams, db::Database database, graph::Graph& graph,
                       const accounts::Vault& vault, std::optional<accounts::NewAccount> account)
    : seams_(seams),
      database_(std::move(database)),
      graph_(graph),
      vault_(vault),
      account_(std::move(account)),
      wake_(seams.timers) {
  if (account_ && account_->transport != accounts::Transport::graph) account_.reset();
}

void QuickStart::stop() {
  stopping_ = true;
  wake_.notify();
}

Task<void> QuickStart::run(WorkspaceId workspace) {
  if (!account_) co_return;
  const graph::Caller caller{
      .ig_id = account_->ig_id, .token = account_->token, .proxy = account_->proxy};
  while (!stopping_) {
    const auto proved = co_await prove(workspace, caller);
    if (proved) co_return;
    if (proved.error().code == Code::invalid) {
      fault_ = proved.error().message;
      log::error("account.quick_start_refused", {{"error", proved.error().id}, {"why", *fault_}});
      co_return;
    }
    log::warning("account.quick_start_unproved", {{"error", proved.error().id}});
    co_await wake_.wait(kAskAgain);
  }
}

Task<Status> QuickStart::prove(WorkspaceId workspace, graph::Caller caller) {
  const auto username = co_await accounts::prove_token(graph_, caller);
  if (!username) co_return username.error();
  co_return co_await keep_name(workspace, *username);
}

Task<Status> QuickStart::keep_name(WorkspaceId workspace, std::string username) {
  const Scope scope = workspace::ScopeMaker::for_workspace(workspace, {});
  accounts::NewAccount account = *account_;
  account.id = seams_.ids.next<AccountId>();
  account.username = std::move(username);
  const Instant now = seams_.clock.now();
  const auto keep = [scope, account, now, vault = &vault_](db::Tx& tx) -> Status {
    DUNLIN_TRY(const bool removed, first_workspace_removed(tx));
    if (removed) return {};
    DUNLIN_TRY(const bool gone, accounts::is_disconnected(tx, scope, account.ig_id));
    if (gone) return {};
    DUNLIN_TRY(const auto kept, accounts::connect(tx, scope, *vault, account, now));
    return {};
  };
  co_return co_await database_.write(keep);
}

}  // namespace dunlin::server
