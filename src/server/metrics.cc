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

void Metrics::set_backlog(std::size_t bodies) {
  state_->backlog.Set(static_cast<double>(bodies));
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace dunlin::server
