#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace dunlin::server {

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("dunlin_http_requests_total")
          .Help("Answered requests by kind of route and status")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("dunlin_http_request_seconds")
          .Help("Time from the whole request to its answer")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& sends = prometheus::BuildGauge()
                                                     .Name("dunlin_sends")
                                                     .Help("Sends that are not settled, by state")
                                                     .Register(registry);
  prometheus::Family<prometheus::Counter>& graph_calls =
      prometheus::BuildCounter()
          .Name("dunlin_graph_calls_total")
          .Help("Calls to Graph by outcome: answered, or failed (no answer, or a status over 499)")
          .Register(registry);
  prometheus::Gauge& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
  prometheus::Gauge& oldest_queued = gauge("dunlin_oldest_queued_send_seconds",
                                           "Age of the oldest send that waits, 0 when none does");
  prometheus::Gauge& oldest_unknown =
      gauge("dunlin_oldest_unknown_send_seconds",
            "Age of the oldest send whose outcome is not known yet, 0 when all are");
  prometheus::Gauge& backlog =
      gauge("dunlin_bodies_waiting", "Accepted webhook bodies whose events are not all handled");
  prometheus::Gauge& search_behind =
      gauge("dunlin_search_behind_seconds",
            "Age of the oldest message that search does not find yet, 0 when it finds all");
  prometheus::Gauge& parked =
      gauge("dunlin_parked_events", "Events that could not be handled and wait for a replay");
  prometheus::Gauge& ready = gauge("dunlin_ready", "1 while both stores answer");
  prometheus::Gauge& off = gauge("dunlin_degraded_parts", "How many parts /readyz tells are off");
  prometheus::Gauge& paused = gauge("dunlin_sending_paused", "1 while all sending is paused");
  prometheus::Gauge& disk_free =
      gauge("dunlin_disk_free_bytes", "Room on the disk of the data directory");
  prometheus::Gauge& graph_failures =
      gauge("dunlin_graph_failures_in_a_row", "Calls to Graph that failed since one succeeded");
  prometheus::Gauge& clock_ahead =
      gauge("dunlin_clock_ahead_seconds", "How far the clock is ahead of Instagram's, about");
  prometheus::Gauge& memory = gauge("process_resident_memory_bytes", "Resident memory");
};

Metrics::Metrics(const std::string& version) : state_(std::make_unique<State>()) {
  prometheus::BuildGauge()
      .Name("dunlin_build_info")
      .Help("Always 1; the version is its label")
      .Register(state_->registry)
      .Add({{"version", version}})
      .Set(1);
}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, int status, Duration took) {
  static const prometheus::Histogram::BucketBoundaries kBounds{0.001, 0.005, 0.01, 0.025, 0.05,
                                                               0.1,   0.25,  0.5,  1,     5};
  const std::string kind(route);
  state_->requests.Add({{"route", kind}, {"status", std::to_string(status)}}).Increment();
  state_->durations.Add({{"route", kind}}, kBounds)
      .Observe(std::chrono::duration<double>(took).count());
}

void Metrics::set_queue(const outbound::QueueFacts& facts, Instant now) {
  const auto set = [this](const char* state, std::int64_t count) {
    state_->sends.Add({{"state", state}}).Set(static_cast<double>(count));
  };
  set("queued", facts.queued);
  set("sending", facts.sending);
  set("unknown", facts.unknown);
  set("held", facts.held);
  const auto age = [now](prometheus::Gauge& gauge, std::optional<Instant> since) {
    gauge.Set(std::chrono::duration<double>(since ? now - *since : Duration{0}).count());
  };
  age(state_->oldest_queued, facts.oldest_queued_at);
  age(state_->oldest_unknown, facts.oldest_unknown_at);
}

void Metrics::set_graph(const GraphFacts& facts) {
  const auto count = [this](const char* outcome, std::int64_t total) {
    prometheus::Counter& counter = state_->graph_calls.Add({{"outcome", outcome}});
    counter.Increment(static_cast<double>(total) - counter.Value());
  };
  count("answered", facts.good);
  count("failed", facts.failed);
  state_->graph_failures.Set(facts.bad_in_a_row);
  if (facts.clock_ahead) {
    state_->clock_ahead.Set(std::chrono::duration<double>(*facts.clock_ahead).count());
  }
}

void Metrics::set_health(const HealthFacts& facts) {
  if (facts.queue) set_queue(*facts.queue, facts.now);
  const Health health = judge_health(facts);
  state_->ready.Set(health.state == Health::State::unavailable ? 0 : 1);
  state_->off.Set(static_cast<double>(health.off.size()));
  if (facts.sending_paused) state_->paused.Set(*facts.sending_paused ? 1 : 0);
  if (facts.disk) state_->disk_free.Set(static_cast<double>(facts.disk->free_bytes));
  if (facts.parked_events) state_->parked.Set(static_cast<double>(*facts.parked_events));
  if (facts.memory_bytes) state_->memory.Set(static_cast<double>(*facts.memory_bytes));
  set_graph(facts.graph);
}

void Metrics::set_backlog(std::size_t bodies) {
  state_->backlog.Set(static_cast<double>(bodies));
}

void Metrics::set_search_behind(Duration behind) {
  state_->search_behind.Set(std::chrono::duration<double>(behind).count());
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace dunlin::server
