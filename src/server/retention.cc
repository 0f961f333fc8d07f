#include "server/retention.h"

#include "base/log.h"
#include "intake/intake.h"
#include "server/store_retention.h"

namespace dunlin::server {
namespace {

/// A person's conversation is locked while some of its messages go: not for long.
constexpr int kRowsAtOnce = 200;

using Forget = Result<int> (*)(db::Tx&, const Scope&, Instant, int);

/// Whether there may be more.
Task<Result<bool>> forget_part(db::Database main, Forget forget, Scope scope,
                               std::optional<int> days, Instant now) {
  if (!days) co_return false;
  const auto fn = [forget, scope, before = now - std::chrono::days{*days}](db::Tx& tx) {
    return forget(tx, scope, before, kRowsAtOnce);
  };
  const auto gone = co_await main.write(fn);
  if (!gone) co_return gone.error();
  co_return *gone == kRowsAtOnce;
}

}  // namespace

Task<Result<bool>> Forgetting::forget_some(workspace::KeptBy kept) {
  const Scope scope = workspace::ScopeMaker::for_workspace(kept.workspace, {.id = "retention"});
  const workspace::Retention& keeps = kept.retention;
  const Instant now = clock_.now();
  const auto messages = co_await forget_part(main_, forget_messages, scope, keeps.messages, now);
  if (!messages) co_return messages.error();
  const auto traces = co_await forget_part(main_, forget_traces, scope, keeps.activity, now);
  if (!traces) co_return traces.error();
  const auto parked = co_await forget_part(main_, intake::forget_parked, scope, keeps.parked, now);
  if (!parked) co_return parked.error();
  co_return *messages || *traces || *parked;
}

Task<bool> Forgetting::step() {
  const auto find = [after = done_, now = clock_.now()](db::Tx& tx) {
    return workspace::next_retention(tx, workspace::ScopeMaker::for_node(), after, now);
  };
  const auto found = co_await main_.read(find);
  if (!found) {
    log::warning("retention.failed", {{"error", found.error().id}});
    co_return false;
  }
  if (!*found) {
    done_ = {};
    co_return false;
  }
  const auto more = co_await forget_some(**found);
  if (!more) log::warning("retention.failed", {{"error", more.error().id}});
  if (!more) co_return false;
  if (!*more) done_ = (*found)->workspace;
  co_return true;
}

}  // namespace dunlin::server
