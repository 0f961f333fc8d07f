#include "sim/checks/plan.h"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dunlin::checks {
namespace {

struct Chance {
  const char* name;
  double most;
};

/// What the weather draws, and how likely it gets.
constexpr Chance kWeather[] = {{"crash_at_step", 0.0008}, {"crash_at_disk", 0.002},
                               {"io_error", 0.0005},      {"disk_full", 0.002},
                               {"full_spell", 0.01},      {"slow_spell", 0.01},
                               {"clock_jump", 0.01},      {"unreachable", 0.1}};

/// What it draws where several nodes run, and what that leaves out: the disk is the database's.
constexpr Chance kNodes[] = {
    {"node_paused", 0.03},    {"paused_at_send", 0.4},    {"paused_at_commit", 0.3},
    {"database_cut", 0.02},   {"database_away", 0.006},   {"instagram_cut", 0.02},
    {"commit_unknown", 0.05}, {"transaction_lost", 0.05}, {"slow_link", 0.05}};
constexpr const char* kDisk[] = {"crash_at_disk", "io_error", "disk_full", "full_spell"};
/// Within which nodes keep every promise, and the farthest that clocks are apart here, in seconds.
constexpr double kClocksApart_s = 1, kClocksFarApart_s = 30;

/// Faults of the fake.
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
constexpr const char* kAround[] = {"power_cut",
                                   "kill",
                                   "power_cut_in_write",
                                   "io_error",
                                   "disk_full",
                                   "disk_full_for_a_while",
                                   "slow_disk",
                                   "clock_ahead",
                                   "clock_back",
                                   "unreachable",
                                   "asleep",
                                   "delivered_hours_later",
                                   "connected_again",
                                   "woken_beside_a_send",
                                   "clocks_apart"};

struct Way {
  const char* name;
  std::uint64_t ways;  ///< 0 is the fake's own default
};
constexpr Way kSwitches[] = {{"new_message", 3},
                             {"post_share", 3},
                             {"comment_shape", 3},
                             {"entry_time", 2},
                             {"error_status", 2}};

struct Length {
  std::uint64_t up_to;  ///< of a hundred seeds
  int people, messages;
  Duration span;
};
/// Most runs are short; the long ones are for what takes its time.
constexpr Length kLengths[] = {{60, 3, 16, std::chrono::seconds{60}},
                               {90, 5, 32, std::chrono::seconds{150}},
                               {100, 6, 60, std::chrono::seconds{300}}};

/// Work is done by each of them, so there is less of it.
constexpr Length kLengthsOfNodes[] = {{70, 2, 10, std::chrono::seconds{40}},
                                      {100, 4, 24, std::chrono::seconds{100}}};

template <std::size_t size>
void draw_length(Random& random, const Length (&lengths)[size], Plan& plan) {
  const std::uint64_t drawn = random.below(100);
  for (const Length& length : lengths) {
    if (drawn >= length.up_to) continue;
    plan.people = {.people = length.people, .messages = length.messages, .span = length.span};
    return;
  }
}

/// From a source of its own, so that seeds of one node stay as they are.
void draw_nodes(std::optional<int> asked, Plan& plan) {
  clockwork::SeededRandom random(plan.seed * 7919 + 3);
  const bool several = random.below(3) == 0;
  constexpr std::array<int, 5> counts{2, 2, 3, 3, 5};
  const int drawn = counts.at(random.below(counts.size()));
  plan.nodes = asked.value_or(several ? drawn : 1);
  if (plan.nodes < 2) return;
  draw_length(random, kLengthsOfNodes, plan);
  for (const char* name : kDisk) plan.faults.erase(name);
  // The hours of waiting are those of every node.
  if (plan.has("hour_budget") && random.below(3) != 0) plan.faults.erase("hour_budget");
  for (const auto& [name, most] : kNodes) {
    if (random.below(2) == 0) plan.faults[name] = most * random.unit();
  }
  if (random.below(2) == 0) {
    plan.faults["clocks_apart"] = random.below(4) == 0 ? kClocksFarApart_s : kClocksApart_s;
  }
}

}  // namespace

double Plan::of(const std::string& fault) const {
  const auto found = faults.find(fault);
  return found == faults.end() ? 0 : found->second;
}

Plan draw_plan(std::uint64_t seed, std::optional<int> nodes) {
  clockwork::SeededRandom random(seed * 7919 + 1);
  Plan plan;
  plan.seed = seed;
  draw_length(random, kLengths, plan);
  const auto draw = [&](const char* name, double most) {
    if (random.below(2) == 0) plan.faults[name] = most * random.unit();
  };
  for (const auto& [name, most] : kWeather) draw(name, most);
  for (const auto& [name, most] : kInstagram) draw(name, most);
  for (const auto& [name, ways] : kSwitches) {
    const std::uint64_t way = random.below(ways);
    if (way > 0) plan.faults[name] = static_cast<double>(way);
  }
  plan.faults["one_crash"] = random.unit();
  if (random.below(100) < 30) plan.faults["asleep"] = random.unit();
  if (random.below(100) < 10)
    plan.faults["hour_budget"] = 6 + static_cast<double>(random.below(20));
  // Without marks what is due begins without being claimed first, as it does under load.
  if (random.below(2) == 0) plan.faults["without_marks"] = 1;
  // Every body that comes is taken for one of many, so that deciding goes in rounds.
  if (random.below(3) == 0) plan.faults["pouring"] = 1 + static_cast<double>(random.below(3));
  draw_nodes(nodes, plan);
  return plan;
}

Plan plan_for(std::uint64_t seed, const Cut& to) {
  return cut(draw_plan(seed, to.nodes), to);
}

void drop_weather(Plan& plan) {
  for (const auto& [name, most] : kWeather) plan.faults.erase(name);
  plan.faults.erase("one_crash");
  plan.faults.erase("asleep");
}

Plan cut(Plan plan, const Cut& to) {
  if (to.only) {
    std::erase_if(plan.faults, [&](const auto& fault) { return !to.only->contains(fault.first); });
  }
  if (to.people) plan.people.people = *to.people;
  if (to.messages) plan.people.messages = *to.messages;
  if (to.span_s) plan.people.span = std::chrono::seconds{*to.span_s};
  if (to.nodes) plan.nodes = *to.nodes;
  return plan;
}

std::string arguments(const Cut& cut) {
  std::string out;
  if (cut.only)
    out += fmt::format(" --only {}",
                       cut.only->empty() ? "none" : fmt::format("{}", fmt::join(*cut.only, ",")));
  if (cut.people) out += fmt::format(" --people {}", *cut.people);
  if (cut.messages) out += fmt::format(" --messages {}", *cut.messages);
  if (cut.span_s) out += fmt::format(" --span {}", *cut.span_s);
  if (cut.nodes) out += fmt::format(" --nodes {}", *cut.nodes);
  return out;
}

world::WeatherOptions weather_of(const Plan& plan) {
  world::WeatherOptions out;
  out.crash_at_step = plan.of("crash_at_step");
  out.crash_at_disk = plan.of("crash_at_disk");
  out.io_error = plan.of("io_error");
  out.disk_full = plan.of("disk_full");
  out.full_spell = plan.of("full_spell");
  out.slow_spell = plan.of("slow_spell");
  out.clock_jump = plan.of("clock_jump");
  out.unreachable = plan.of("unreachable");
  out.node_paused = plan.of("node_paused");
  out.database_cut = plan.of("database_cut");
  out.database_away = plan.of("database_away");
  out.instagram_cut = plan.of("instagram_cut");
  out.paused_at_send = plan.of("paused_at_send");
  out.paused_at_commit = plan.of("paused_at_commit");
  out.commit_unknown = plan.of("commit_unknown");
  out.transaction_lost = plan.of("transaction_lost");
  out.slow_link = plan.of("slow_link");
  out.clocks_apart =
      std::chrono::milliseconds{static_cast<std::int64_t>(1000 * plan.of("clocks_apart"))};
  return out;
}

void apply(const Plan& plan, instagram::Instagram& fake) {
  using instagram::Switches;
  for (const auto& [name, most] : kInstagram) {
    if (plan.has(name)) fake.faults()[name].probability = plan.of(name);
  }
  constexpr std::array ways{Switches::NewMessage::message, Switches::NewMessage::edit_first,
                            Switches::NewMessage::edit_only};
  constexpr std::array shares{Switches::PostShare::ig_post, Switches::PostShare::share,
                              Switches::PostShare::both};
  constexpr std::array shapes{Switches::CommentShape::changes,
                              Switches::CommentShape::changes_comment_id,
                              Switches::CommentShape::flat};
  const auto way = [&plan](const char* name) { return static_cast<std::size_t>(plan.of(name)); };
  Switches& switches = fake.switches();
  switches.new_message = ways.at(way("new_message"));
  switches.post_share = shares.at(way("post_share"));
  switches.comment_shape = shapes.at(way("comment_shape"));
  if (plan.has("entry_time")) switches.entry_time = Switches::EntryTime::all_ms;
  if (plan.has("error_status")) switches.error_status = Switches::ErrorStatus::varied;
}

std::string describe(const Plan& plan) {
  std::string out;
  for (const auto& [name, chance] : plan.faults) out += fmt::format("{}={:.4g} ", name, chance);
  if (plan.nodes > 1) out += fmt::format("nodes={} ", plan.nodes);
  return out +
         fmt::format("people={} messages={} span={}s", plan.people.people, plan.people.messages,
                     std::chrono::duration_cast<std::chrono::seconds>(plan.people.span).count());
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
  for (const auto& [name, most] : kNodes) out[name] = 0;
  for (const auto& [name, most] : kInstagram) out[name] = 0;
  return out;
}

}  // namespace dunlin::checks
