#include "server/decide_health.h"

#include <fmt/format.h>

namespace dunlin::server {
namespace {

using std::chrono::seconds;

class Judgement {
 public:
  void good(std::string name, std::string says = "ok") {
    health_.checks.push_back({std::move(name), std::move(says)});
  }
  /// `off`: what does not work because of it.
  void bad(std::string name, std::string says, std::string off, Health::State state) {
    health_.checks.push_back({std::move(name), std::move(says)});
    health_.off.push_back(std::move(off));
    health_.state = std::max(health_.state, state);
  }
  void note_off(std::string off) {
    health_.off.push_back(std::move(off));
    health_.state = std::max(health_.state, Health::State::degraded);
  }
  Health take() { return std::move(health_); }

 private:
  Health health_;
};

std::string age(Instant then, Instant now) {
  const auto passed = std::chrono::duration_cast<seconds>(now - then);
  if (passed < std::chrono::minutes{2}) return fmt::format("{} s ago", passed.count());
  return fmt::format("{} min ago",
                     std::chrono::duration_cast<std::chrono::minutes>(passed).count());
}

void judge_stores(Judgement& out, const HealthFacts& facts) {
  if (facts.database_fault) {
    out.bad("database", *facts.database_fault,
            "Nothing is answered and no page is shown until the database is back.",
            Health::State::unavailable);
  } else if (facts.write_fault) {
    out.bad("database", "It takes no writes. " + *facts.write_fault,
            "Webhooks are refused until it does; Instagram delivers them again.",
            Health::State::unavailable);
  } else {
    out.good("database");
  }
  if (facts.journal_fault) {
    out.bad("journal", *facts.journal_fault,
            "Webhooks are refused until then; Instagram delivers them again.",
            Health::State::unavailable);
  } else {
    out.good("journal");
  }
}

void judge_durability(Judgement& out, const HealthFacts& facts) {
  if (!facts.durability_fault) return;
  out.bad("durability", *facts.durability_fault,
          "What is committed now would have no second copy: send webhooks elsewhere until it has.",
          Health::State::unavailable);
}

void judge_disk(Judgement& out, const HealthFacts& facts) {
  if (!facts.disk) return out.good("disk", "It cannot be asked here.");
  const std::int64_t free_mib = facts.disk->free_bytes >> 20;
  if (facts.disk->free_bytes < kDiskFull_bytes) {
    return out.bad("disk", fmt::format("{} MiB are free.", free_mib),
                   "Webhooks are refused as soon as the disk is full. Free some space now.",
                   Health::State::degraded);
  }
  if (facts.disk->free_bytes < kDiskLow_bytes) {
    return out.bad("disk", fmt::format("{} MiB are free.", free_mib),
                   "Nothing yet, but the disk will be full: free some space.",
                   Health::State::degraded);
  }
  out.good("disk");
}

void judge_clock(Judgement& out, const HealthFacts& facts) {
  if (!facts.graph.clock_ahead)
    return out.good("clock", "Nothing has been heard yet to compare it with.");
  const Duration ahead = *facts.graph.clock_ahead;
  if (std::chrono::abs(ahead) <= kClockTolerance) return out.good("clock");
  out.bad("clock",
          fmt::format("It is {} s {} Instagram's.",
                      std::chrono::duration_cast<seconds>(std::chrono::abs(ahead)).count(),
                      ahead > Duration{0} ? "ahead of" : "behind"),
          "Reply windows may be judged wrongly: set the machine's clock (NTP).",
          Health::State::degraded);
}

void judge_graph(Judgement& out, const HealthFacts& facts) {
  const GraphFacts& graph = facts.graph;
  if (graph.bad_in_a_row >= kGraphFailures) {
    return out.bad("graph",
                   fmt::format("The last {} calls failed, the last {} ({}).", graph.bad_in_a_row,
                               age(*graph.bad_at, facts.now), graph.bad),
                   "Messages are taken in and answers wait until Instagram can be reached.",
                   Health::State::degraded);
  }
  if (!graph.good_at) return out.good("graph", "It has not been called yet.");
  out.good("graph");
}

}  // namespace

Health judge_health(const HealthFacts& facts) {
  Judgement out;
  judge_stores(out, facts);
  judge_durability(out, facts);
  judge_disk(out, facts);
  judge_clock(out, facts);
  judge_graph(out, facts);
  if (facts.account_fault)
    out.note_off("Nothing is sent with DUNLIN_IG_ACCESS_TOKEN until it is mended. " +
                 *facts.account_fault);
  if (facts.sending_paused.value_or(false))
    out.note_off("All sending is paused: dunlin sending resume.");
  return out.take();
}

std::string_view name(Health::State state) {
  switch (state) {
    case Health::State::ok:
      return "ok";
    case Health::State::degraded:
      return "degraded";
    case Health::State::unavailable:
      return "unavailable";
  }
  return "unavailable";
}

}  // namespace dunlin::server
