#include "sim/checks/swarm.h"

#include <array>

#include <fmt/format.h>

namespace dunlin::checks {
namespace {

struct Chance {
  const char* name;
  double most;
};

/// Faults of the fake that are drawn, and how likely they get.
constexpr Chance kInstagram[] = {{"latency", 0.5},
                                 {"lost_before", 0.1},
                                 {"lost_after", 0.2},
                                 {"server_error_before", 0.05},
                                 {"server_error_after", 0.1},
                                 {"success_but_error", 0.1},
                                 {"garbage", 0.05},
                                 {"huge_body", 0.004},
                                 {"redirect", 0.03},
                                 {"rate_limit", 0.02},
                                 {"token_expired", 0.01},
                                 {"token_revoked", 0.01},
                                 {"graph_error", 0.03},
                                 {"unknown_fields", 0.3},
                                 {"read_lag", 0.5},
                                 {"echo_before_answer", 0.3},
                                 {"echo_late", 0.2},
                                 {"echo_lost", 0.3},
                                 {"webhook_duplicate", 0.2},
                                 {"webhook_reorder", 0.2},
                                 {"webhook_delay", 0.2},
                                 {"webhook_batch", 0.5},
                                 {"webhook_wrong_signature", 0.2},
                                 {"webhook_answer_lost", 0.2}};

/// What the weather counts, and what a run does by itself.
constexpr const char* kAround[] = {"power_cut",      "kill",        "power_cut_in_write",
                                   "io_error",       "disk_full",   "disk_full_for_a_while",
                                   "slow_disk",      "clock_ahead", "clock_back",
                                   "unreachable",    "asleep",      "delivered_hours_later",
                                   "connected_again"};

}  // namespace

double Swarm::draw(const char* name, double most) {
  if (random_.below(2) == 0) return 0;
  const double chance = most * random_.unit();
  described_ += fmt::format("{}={:.4f} ", name, chance);
  return chance;
}

bool Swarm::happens(const char* name, unsigned likely) {
  if (random_.below(100) >= likely) return false;
  described_ += fmt::format("{} ", name);
  return true;
}

world::WeatherOptions Swarm::weather() {
  world::WeatherOptions out;
  out.crash_at_step = draw("crash_at_step", 0.0008);
  out.crash_at_disk = draw("crash_at_disk", 0.002);
  out.io_error = draw("io_error", 0.0005);
  out.disk_full = draw("disk_full", 0.002);
  out.full_spell = draw("full_spell", 0.01);
  out.slow_spell = draw("slow_spell", 0.01);
  out.clock_jump = draw("clock_jump", 0.01);
  out.unreachable = draw("unreachable", 0.1);
  return out;
}

void Swarm::draw_switches(instagram::Switches& switches) {
  using instagram::Switches;
  constexpr std::array ways{Switches::NewMessage::message, Switches::NewMessage::message,
                            Switches::NewMessage::edit_first, Switches::NewMessage::edit_only};
  constexpr std::array shares{Switches::PostShare::ig_post, Switches::PostShare::share,
                              Switches::PostShare::both};
  constexpr std::array shapes{Switches::CommentShape::changes,
                              Switches::CommentShape::changes_comment_id,
                              Switches::CommentShape::flat};
  const std::uint64_t way = random_.below(ways.size());
  const std::uint64_t shape = random_.below(shapes.size());
  switches.new_message = ways.at(way);
  switches.post_share = shares.at(random_.below(shares.size()));
  switches.comment_shape = shapes.at(shape);
  if (random_.below(2) == 0) switches.entry_time = Switches::EntryTime::all_ms;
  if (random_.below(2) == 0) switches.error_status = Switches::ErrorStatus::varied;
  described_ += fmt::format("new_message={} comment_shape={} ", way, shape);
}

void Swarm::instagram(instagram::Instagram& fake) {
  for (const auto& [name, most] : kInstagram) {
    const double chance = draw(name, most);
    if (chance > 0) fake.faults()[name].probability = chance;
  }
  draw_switches(fake.switches());
}

void add_struck(world::World& world, Struck& to) {
  for (const auto& [name, count] : world.weather().struck()) {
    if (const auto known = to.find(name); known != to.end()) known->second += count;
  }
  for (const auto& [name, most] : kInstagram) {
    to[name] += static_cast<std::uint64_t>(world.instagram().faults()[name].fired);
  }
}

Struck nothing_struck() {
  Struck out;
  for (const char* name : kAround) out[name] = 0;
  for (const auto& [name, most] : kInstagram) out[name] = 0;
  return out;
}

}  // namespace dunlin::checks
