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
  prometheus::Gauge& oldest = prometheus::BuildGauge()
                                  .Name("dunlin_oldest_queued_send_seconds")
                                  .Help("Age of the oldest send that waits, 0 when none does")
                                  .Register(registry)
                                  .Add({});
  prometheus::Gauge& backlog = prometheus::BuildGauge()
                                   .Name("dunlin_bodies_waiting")
                                   .Help("Accepted webhook bodies whose events are not all handled")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
  prometheus::Gauge& ready = gauge("dunlin_ready", "1 while both stores answer");
  prometheus::Gauge& off = gauge("dunlin_degraded_parts", "How many parts /readyz tells are off");
  prometheus::Gauge& paused = gauge("dunlin_sending_paused", "1 while all sending is paused");
  prometheus::Gauge& disk_free =
      gauge("dunlin_disk_free_bytes", "Room on the disk of the data directory");
  prometheus::Gauge& graph_failures =
      gauge("dunlin_graph_failures_in_a_row", "Calls to Graph that failed since one succeeded");
  prometheus::Gauge& clock_ahead =
      gauge("dunlin_clock_ahead_seconds", "How far the clock is ahead of Instagram's, about");
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
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
  const Duration age = facts.oldest_queued_at ? now - *facts.oldest_queued_at : Duration{0};
  state_->oldest.Set(std::chrono::duration<double>(age).count());
}

void Metrics::set_health(const HealthFacts& facts) {
  if (facts.queue) set_queue(*facts.queue, facts.now);
  const Health health = judge_health(facts);
  state_->ready.Set(health.state == Health::State::unavailable ? 0 : 1);
  state_->off.Set(static_cast<double>(health.off.size()));
  if (facts.sending_paused) state_->paused.Set(*facts.sending_paused ? 1 : 0);
  if (facts.disk) state_->disk_free.Set(static_cast<double>(facts.disk->free_bytes));
  state_->graph_failures.Set(facts.graph.bad_in_a_row);
  if (facts.graph.clock_ahead) {
    state_->clock_ahead.Set(std::chrono::duration<double>(*facts.graph.clock_ahead).count());
  }
}

void Metrics::set_backlog(std::size_t bodies) {
  state_->backlog.Set(static_cast<double>(bodies));
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace dunlin::server
