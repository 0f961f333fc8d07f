#include <algorithm>
#include <utility>

#include "base/id_time.h"
#include "base/log.h"
#include "json/reader.h"
#include "rules/http_internal.h"
#include "rules/store_backtest.h"

namespace dunlin::rules {
namespace {

using namespace std::chrono_literals;
using workspace::Access;
using workspace::answer;
using workspace::Call;
using workspace::changing;
using workspace::Endpoint;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::naming;
using workspace::Reply;
using workspace::reply_with;

/// A read transaction of these takes some tens of milliseconds.
constexpr int kMessagesAtOnce = 1000;
constexpr Duration kToldEvery = 500ms;

json::Array texts(const std::vector<std::string>& from) {
  json::Array out;
  for (const std::string& text : from) out.push_back(json::Value(text));
  return out;
}

std::string_view name(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::gained:
      return "gained";
    case Change::Kind::lost:
      return "lost";
    case Change::Kind::other_rule:
      return "other_rule";
  }
  return "";
}

json::Object tally_json(const Tally& tally) {
  json::Array rules, examples;
  for (const auto& [id, rule] : tally.rules) {
    rules.push_back(json::Object{{"id", id ? json::Value(to_text(id)) : json::Value()},
                                 {"name", rule.name},
                                 {"before", rule.before},
                                 {"after", rule.after}});
  }
  for (auto change = tally.examples.rbegin(); change != tally.examples.rend(); ++change) {
    examples.push_back(json::Object{{"kind", name(change->kind)},
                                    {"message", to_text(change->message)},
                                    {"conversation", to_text(change->conversation)},
                                    {"at", to_rfc3339(change->at)},
                                    {"text", change->text},
                                    {"before", texts(change->before)},
                                    {"after", texts(change->after)}});
  }
  return {{"answered_before", tally.answered_before},
          {"answered_after", tally.answered_after},
          {"gained", tally.gained},
          {"lost", tally.lost},
          {"other_rule", tally.other_rule},
          {"rules", std::move(rules)},
          {"examples", std::move(examples)}};
}

json::Object backtest_json(const StoredBacktest& backtest, Instant now) {
  const bool running = backtest.state == BacktestState::running;
  const bool stands_still = running && now - backtest.updated_at > kInterruptedAfter;
  json::Value found;
  if (auto parsed = json::parse(backtest.found.empty() ? "null" : backtest.found,
                                {.max_depth = 32, .max_nodes = 200'000})) {
    found = *std::move(parsed);
  }
  return {{"id", to_text(backtest.id)},
          {"state", stands_still ? "interrupted" : name(backtest.state)},
          {"started_at", to_rfc3339(backtest.started_at)},
          {"updated_at", to_rfc3339(backtest.updated_at)},
          {"messages", backtest.messages},
          {"share", static_cast<double>(backtest.share_permille) / 1000},
          {"found", std::move(found)}};
}

struct Asked {
  Rule rule;
  MessageId after;  ///< history begins behind it
};

Result<Asked> read_asked(const json::Value& body, Instant now) {
  json::Reader in(body);
  Asked out;
  const auto id_text = in.optional_text("id", {.max_bytes = 100});
  if (const json::Value* rule = in.optional_value("rule")) {
    DUNLIN_TRY(out.rule, from_json(*rule, "rule"));
    DUNLIN_CHECK(validate(out.rule));
  } else {
    in.fault("rule", "input.required", "is missing");
  }
  if (id_text) {
    const auto id = parse_id<RuleId>(*id_text);
    if (!id) in.fault("id", "api.id_invalid", "is not the id of a rule");
    out.rule.id = id.value_or(RuleId{});
  }
  if (const auto days = in.optional_integer("days", 1, 3660)) {
    out.after = first_id_at<MessageId>(now - std::chrono::days{*days});
  }
  DUNLIN_CHECK(in.finish());
  return out;
}

/// Goes through history, stretch after stretch, and tells how far it is. Nothing of it is lost when
/// it is interrupted but the work: the row says so.
class Run {
 public:
  Run(db::Database database, const Clock& clock, Scope scope, JobId id)
      : database_(std::move(database)), clock_(clock), scope_(std::move(scope)) {
    row_.id = id;
  }

  Task<void> go(Asked asked) {
    const auto load = [scope = scope_, rule = asked.rule, now = clock_.now()](db::Tx& tx) {
      return load_both(tx, scope, rule, now);
    };
    auto both = co_await database_.read(load);
    if (!both) co_return co_await fail(both.error());
    const auto backtest = std::make_shared<const Backtest>(both->before, both->after, both->zone);
    const MessageId newest = both->newest;
    MessageId after = asked.after;
    Monotonic told = clock_.monotonic();
    bool more = true;
    while (more) {
      const auto next = [scope = scope_, backtest, memory = memory_, after](db::Tx& tx) {
        return decide_next(tx, scope, *backtest, *memory, after, kMessagesAtOnce);
      };
      auto stretch = co_await database_.read(next);
      if (!stretch) co_return co_await fail(stretch.error());
      after = stretch->last;
      more = stretch->more && after < newest;
      keep(std::move(stretch->stretch));
      row_.share_permille = share(asked.after, after, newest);
      if (more && clock_.monotonic() - told < kToldEvery) continue;
      told = clock_.monotonic();
      row_.state = more ? BacktestState::running : BacktestState::done;
      const bool wanted = co_await tell();
      if (!wanted) co_return;
    }
  }

 private:
  void keep(Backtest::Stretch stretch) {
    tally_.add(std::move(stretch.tally));
    row_.messages = tally_.messages;
    for (auto& [contact, person] : stretch.remembered) (*memory_)[contact] = std::move(person);
  }

  static int share(MessageId first, MessageId after, MessageId newest) {
    if (newest <= first) return 1000;
    const double whole = static_cast<double>(newest.value - first.value);
    const double gone = static_cast<double>(after.value - first.value);
    return std::clamp(static_cast<int>(1000 * gone / whole), 0, 1000);
  }

  Task<bool> tell() {
    row_.updated_at = clock_.now();
    row_.found = json::print(tally_json(tally_));
    if (row_.state == BacktestState::done) row_.share_permille = 1000;
    const auto save = [scope = scope_, row = row_](db::Tx& tx) {
      return save_progress(tx, scope, row);
    };
    auto saved = co_await database_.write(save);
    co_return saved.ok() && *saved;
  }

  Task<void> fail(Error error) {
    log::warning("rules.backtest_failed", {{"error", error.text()}});
    row_.state = BacktestState::failed;
    co_await tell();
  }

  db::Database database_;
  const Clock& clock_;
  Scope scope_;
  StoredBacktest row_;
  Tally tally_;
  /// Read on the database's thread while nobody writes to it.
  std::shared_ptr<Memory> memory_ = std::make_shared<Memory>();
};

Task<void> go(std::shared_ptr<Run> run, Asked asked) {
  co_await run->go(std::move(asked));
}

Task<Result<Reply>> post_backtest(db::Database database, Seams& seams, Call call) {
  auto asked = read_asked(call.body, seams.clock.now());
  if (!asked) co_return asked.error();
  const JobId id = seams.ids.next<JobId>();
  const auto start = [scope = call.scope, id, body = json::print(call.body),
                      now = seams.clock.now()](db::Tx& tx) -> Result<StoredBacktest> {
    DUNLIN_CHECK(start_backtest(tx, scope, id, body, now));
    return find_backtest(tx, scope, id);
  };
  call.trail.object = to_text(id);
  const auto noted = co_await workspace::note_change(database, call);
  if (!noted) co_return noted.error();
  const auto started = co_await database.write(start);
  if (!started) co_return started.error();
  auto run = std::make_shared<Run>(database, seams.clock, call.scope, id);
  spawn(seams.executor, go(std::move(run), *std::move(asked)));
  co_return reply_with(backtest_json(*started, seams.clock.now()), 202);
}

Task<Result<Reply>> get_backtest(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<JobId>();
  if (!id) return answer(id.error());
  return in_read(database,
                 [scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const StoredBacktest found, find_backtest(tx, scope, id));
                   return reply_with(backtest_json(found, now));
                 });
}

Task<Result<Reply>> delete_backtest(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<JobId>();
  if (!id) return answer(id.error());
  return in_write(database, call,
                  [scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(cancel_backtest(tx, scope, id, now));
                    return reply_with(nullptr, 204);
                  });
}

}  // namespace

std::vector<Endpoint> backtest_endpoints(db::Database database, Seams& seams) {
  const Clock* const clock = &seams.clock;
  return {naming(changing("POST", "/api/v1/rules/backtests", Access::manage, "backtest.start",
                          [=, &seams](Call call) {
                            return post_backtest(database, seams, std::move(call));
                          }),
                 ids_of_asked_rule()),
          endpoint("GET", "/api/v1/rules/backtests/{id}", Access::read,
                   [=](const Call& call) { return get_backtest(database, *clock, call); }),
          changing("DELETE", "/api/v1/rules/backtests/{id}", Access::manage, "backtest.cancel",
                   [=](const Call& call) { return delete_backtest(database, *clock, call); })};
}

}  // namespace dunlin::rules
