#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "db/db.h"
#include "rules/backtest.h"
#include "rules/rules.h"

/// Backtests on their way and done. Owns rule_backtest.
namespace dunlin::rules {

enum class BacktestState { running = 0, done = 1, cancelled = 2, failed = 3 };
std::string_view name(BacktestState state);

struct StoredBacktest {
  JobId id;
  BacktestState state = BacktestState::running;
  std::string asked;  ///< JSON: {rule, days}
  Instant started_at, updated_at;
  std::int64_t messages = 0;  ///< looked at so far
  int share_permille = 0;     ///< of the history
  std::string found;          ///< JSON, see backtest_json.h; "" until the first progress
};
/// A running one that has not moved for so long was interrupted.
inline constexpr Duration kInterruptedAfter = std::chrono::seconds{30};
/// Older ones are forgotten.
inline constexpr int kBacktestsKept = 20;

/// rules.backtest_running while another one of the workspace is.
Status start_backtest(db::Tx& tx, const Scope& scope, JobId id, const std::string& asked,
                      Instant now);
/// rules.backtest_not_found
Result<StoredBacktest> find_backtest(db::Tx& tx, const Scope& scope, JobId id);
/// rules.backtest_not_found; one that is over stays as it is.
Status cancel_backtest(db::Tx& tx, const Scope& scope, JobId id, Instant now);
/// False when it was cancelled meanwhile; nothing is written then.
Result<bool> save_progress(db::Tx& tx, const Scope& scope, const StoredBacktest& backtest);

/// The published rules, and with the draft in the place of its rule or as the youngest; compiled.
/// Errors of Snapshot::compile, of the draft.
struct TwoSnapshots {
  std::shared_ptr<const Snapshot> before, after;
  std::string zone;
  MessageId newest;  ///< where history ends
};
Result<TwoSnapshots> load_both(db::Tx& tx, const Scope& scope, const Rule& draft, Instant now);

/// The next messages behind `after`, decided. An empty stretch is the end.
struct NextStretch {
  Backtest::Stretch stretch;
  MessageId last;
  bool more = false;
};
Result<NextStretch> decide_next(db::Tx& tx, const Scope& scope, const Backtest& backtest,
                                const Memory& so_far, MessageId after, int limit);

}  // namespace dunlin::rules
