#include "server/health.h"

#include <memory>

#include "intake/intake.h"
#include "json/json.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

struct StoreFacts {
  outbound::QueueFacts queue;
  bool sending_paused = false;
  std::int64_t parked_events = 0;
};

Result<StoreFacts> ask_store(db::Tx& tx) {
  StoreFacts out;
  DUNLIN_TRY(out.queue, outbound::queue_facts(tx, workspace::ScopeMaker::for_node()));
  DUNLIN_TRY(out.sending_paused, workspace::sending_paused(tx));
  DUNLIN_TRY(out.parked_events, intake::count_parked(tx, workspace::ScopeMaker::for_node()));
  return out;
}

Result<db::Rows> ask_anything(db::Tx& tx) {
  return tx.query("SELECT 1");
}

/// Both stores are asked at once; whoever waits looks at what has come by then.
struct Asking {
  explicit Asking(Timers& timers) : answered(timers) {}
  std::optional<Result<StoreFacts>> main;
  std::optional<Status> journal;
  std::optional<std::string> durability_fault;
  Signal answered;
};

Task<void> ask_main(std::shared_ptr<Asking> asking, db::Database main, db::Durability durability) {
  if (durability == db::Durability::strict) {
    const auto promised = co_await main.read(&db::check_durability);
    if (!promised) asking->durability_fault = promised.error().message;
  }
  auto answer = co_await main.read(&ask_store);
  asking->main.emplace(std::move(answer));
  asking->answered.notify();
}

Task<void> ask_journal(std::shared_ptr<Asking> asking, db::Database journal) {
  auto answer = co_await journal.read(&ask_anything);
  asking->journal.emplace(answer ? Status() : Status(answer.error()));
  asking->answered.notify();
}

std::string no_answer() {
  return "It does not answer in time.";
}

json::Value sends_json(const outbound::QueueFacts& queue, Instant now) {
  json::Object sends;
  sends["queued"] = queue.queued;
  sends["sending"] = queue.sending;
  sends["unknown"] = queue.unknown;
  sends["held"] = queue.held;
  if (queue.oldest_queued_at) {
    sends["oldest_queued_seconds"] = (now - *queue.oldest_queued_at) / std::chrono::seconds{1};
  }
  return sends;
}

}  // namespace

Task<HealthFacts> ask_health(HealthSources sources) {
  const auto asking = std::make_shared<Asking>(sources.seams.timers);
  const Monotonic until = sources.seams.clock.monotonic() + kStorePatience;
  spawn(sources.seams.executor, ask_main(asking, sources.main, sources.durability));
  spawn(sources.seams.executor, ask_journal(asking, sources.journal));
  while (!asking->main || !asking->journal) {
    const Duration left = until - sources.seams.clock.monotonic();
    if (left <= Duration{0}) break;
    co_await asking->answered.wait(left);
  }
  HealthFacts out;
  out.now = sources.seams.clock.now();
  out.graph = sources.graph.facts();
  if (sources.disk) out.disk = sources.disk();
  if (sources.memory) out.memory_bytes = sources.memory();
  out.write_fault = sources.write_fault;
  out.account_fault = sources.account_fault;
  if (!asking->main) {
    out.database_fault = no_answer();
  } else if (!asking->main->ok()) {
    out.database_fault = asking->main->error().message;
  } else {
    out.durability_fault = asking->durability_fault;
    out.queue = (*asking->main)->queue;
    out.sending_paused = (*asking->main)->sending_paused;
    out.parked_events = (*asking->main)->parked_events;
  }
  if (!asking->journal) {
    out.journal_fault = no_answer();
  } else if (!asking->journal->ok()) {
    out.journal_fault = asking->journal->error().message;
  }
  co_return out;
}

net::Response healthz() {
  return net::Response::json(200, R"({"status":"ok"})");
}

net::Response readyz(const HealthFacts& facts) {
  const Health health = judge_health(facts);
  json::Object checks;
  for (const Health::Check& check : health.checks) checks[check.name] = check.says;
  json::Object out;
  out["status"] = name(health.state);
  if (facts.queue) out["sends"] = sends_json(*facts.queue, facts.now);
  out["checks"] = std::move(checks);
  out["off"] = json::Array(health.off.begin(), health.off.end());
  const bool serves = health.state != Health::State::unavailable;
  return net::Response::json(serves ? 200 : 503, json::print(out));
}

}  // namespace dunlin::server
