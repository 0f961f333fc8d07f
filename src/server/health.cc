#include "server/health.h"

#include "json/json.h"
#include "workspace/scope.h"

namespace dunlin::server {
namespace {

Result<outbound::QueueFacts> ask_queue(db::Tx& tx) {
  return outbound::queue_facts(tx, workspace::ScopeMaker::for_node());
}

Result<db::Rows> ask_anything(db::Tx& tx) {
  return tx.query("SELECT 1");
}

}  // namespace

net::Response healthz() {
  return net::Response::json(200, R"({"status":"ok"})");
}

Task<net::Response> readyz(db::Database main, db::Database journal, const Clock& clock) {
  auto queue = co_await main.read(&ask_queue);
  auto accepts = co_await journal.read(&ask_anything);
  json::Object checks;
  checks["database"] = queue ? "ok" : queue.error().message;
  checks["journal"] = accepts ? "ok" : accepts.error().message;
  json::Object out;
  const bool ready = queue.ok() && accepts.ok();
  out["status"] = ready ? "ok" : "degraded";
  if (queue) {
    json::Object sends;
    sends["queued"] = queue->queued;
    sends["sending"] = queue->sending;
    sends["unknown"] = queue->unknown;
    sends["held"] = queue->held;
    if (queue->oldest_queued_at) {
      sends["oldest_queued_seconds"] =
          (clock.now() - *queue->oldest_queued_at) / std::chrono::seconds{1};
    }
    out["sends"] = std::move(sends);
  }
  out["checks"] = std::move(checks);
  co_return net::Response::json(ready ? 200 : 503, json::print(out));
}

}  // namespace dunlin::server
