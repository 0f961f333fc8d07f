#include "sim/checks/run_seed.h"

#include "base/check.h"
#include "base/utf8.h"
#include "json/json.h"

namespace dunlin::checks {

using namespace std::chrono_literals;

namespace {

constexpr Duration kStaysIdle = 12s;
/// Nodes look each half minute for bodies that nobody answered for.
constexpr Duration kNodesStayIdle = 40s;
constexpr Duration kDrainsWithin = 20min;
constexpr Duration kLongestStandstill = 6min;
/// A budget of calls an hour that is used up lets some of them through each hour.
constexpr Duration kBudgetsRegained = 12h;

world::WorldOptions options_for(const Plan& plan) {
  world::WorldOptions options;
  options.seed = plan.seed;
  options.nodes = plan.nodes;
  options.weather = weather_of(plan);
  options.app.rules = workloads::Conversations::rules();
  const auto budget = static_cast<int>(plan.of("hour_budget"));
  options.app.outbound.budgets.account_calls_per_hour = budget > 0 ? budget : 100'000;
  options.app.outbound.budgets.app_calls_per_day = 1'000'000;
  options.app.outbound.typing_indicator = plan.of("without_marks") == 0;
  if (plan.has("pouring")) {
    options.app.pipeline.rounds = {.pouring_bodies = 0,
                                   .conversations = static_cast<std::size_t>(plan.of("pouring"))};
  }
  return options;
}

/// The machine sleeps for hours; then Instagram delivers again what was accepted long ago.
void sleep_for_hours(world::World& world, Random& random) {
  world.sleep_through(std::chrono::minutes{1 + random.below(std::uint64_t{40} * 60)});
  std::vector<std::uint64_t> accepted;
  for (const auto& delivery : world.instagram().deliveries().all()) {
    if (delivery.state == instagram::Delivery::State::accepted) accepted.push_back(delivery.id);
  }
  for (const std::uint64_t id : accepted) {
    if (random.below(2) == 0 || !world.instagram().deliver_again(id)) continue;
    world.weather().note("delivered_hours_later");
  }
}

/// Until nothing is open and nothing new has come for a while. False when that never came.
bool drain(world::World& world, const Plan& plan) {
  const auto idle = [&world] {
    return world.app_idle() && world.instagram().webhooks_waiting() == 0 && world.open_work() == 0;
  };
  const Duration until = world.scheduler().elapsed() + kDrainsWithin +
                         (plan.has("hour_budget") ? kBudgetsRegained : Duration{0});
  const Duration stays_idle = plan.nodes > 1 ? kNodesStayIdle : kStaysIdle;
  Duration idle_since = world.scheduler().elapsed();
  while (world.scheduler().elapsed() < until) {
    if (!idle()) idle_since = world.scheduler().elapsed() + 1s;
    if (world.scheduler().elapsed() - idle_since >= stays_idle) return true;
    world.run_for(1s);
  }
  return false;
}

/// Every run sees one crash at least, at a time of its own.
void crash_once(world::World& world, const Plan& plan) {
  if (!plan.has("one_crash")) return;
  const double when = plan.of("one_crash");
  const Duration at{
      static_cast<std::int64_t>(static_cast<double>(plan.people.span.count()) * when)};
  const bool kills = static_cast<int>(when * 1000) % 3 == 0;
  world.outside_timers().after(at, [&world, kills] {
    world.weather().note(kills ? "kill" : "power_cut");
    world.let_die(kills ? world::Death::kill : world::Death::power_cut);
  });
}

void run_with_faults(world::World& world, workloads::Conversations& conversations,
                     const Plan& plan) {
  conversations.start();
  crash_once(world, plan);
  world.run_for(plan.people.span * 4 / 5);
  if (plan.has("asleep")) {
    clockwork::SeededRandom random(plan.seed * 7919 + 2);
    if (random.below(2) == 0) {
      conversations.ask_while_limited();
      world.run_for(1s);
    }
    sleep_for_hours(world, random);
  }
  world.run_for(plan.people.span / 5);
  // Who stands still has not met yet what the others did meanwhile.
  world.run_until([&world] { return !world.anybody_stands_still(); }, kLongestStandstill);
}

json::Object counts(const std::map<std::string, std::uint64_t>& from) {
  json::Object out;
  for (const auto& [name, count] : from) out[name] = count;
  return out;
}

std::map<std::string, std::uint64_t> counts(const json::Value& from) {
  std::map<std::string, std::uint64_t> out;
  for (const auto& [name, count] : from.as_object()) out[name] = count.to_number<std::uint64_t>();
  return out;
}

}  // namespace

SeedResult run_once(const Plan& plan, const Watch& watch) {
  world::World world(options_for(plan));
  if (watch.begin) watch.begin(world);
  apply(plan, world.instagram());
  workloads::Conversations conversations(world, plan.people);
  run_with_faults(world, conversations, plan);

  SeedResult result;
  result.seed = plan.seed;
  result.struck = nothing_struck();
  add_struck(world, result.struck);
  world.stop_faults();
  const bool drained = drain(world, plan);

  result.crashes = world.crashes();
  result.steps = world.scheduler().steps();
  result.faults = describe(plan);
  world.crash(world::Death::kill);
  result.verdict = judge(world, conversations, plan);
  if (!drained) result.verdict.broken.emplace_back("R3: the work never came to an end");
  if (watch.end) watch.end(world);
  return result;
}

SeedResult run_plan(const Plan& plan, Times times, const Watch& watch) {
  SeedResult result = run_once(plan, watch);
  if (times == Times::once) return result;
  const SeedResult again = run_once(plan, {});
  for (const std::string& what : differences(result.verdict, again.verdict)) {
    result.verdict.broken.push_back("R18: a second run of this seed differs in " + what);
  }
  return result;
}

std::string to_text(const SeedResult& result) {
  const Verdict& verdict = result.verdict;
  json::Array broken;
  for (const std::string& line : verdict.broken)
    broken.push_back(json::Value(utf8::repaired(line)));
  return json::print(json::Object{{"seed", result.seed},
                                  {"broken", std::move(broken)},
                                  {"sends", verdict.sends},
                                  {"webhooks", verdict.webhooks},
                                  {"events", counts(verdict.events)},
                                  {"crashes", result.crashes},
                                  {"steps", result.steps},
                                  {"faults", result.faults},
                                  {"struck", counts(result.struck)}});
}

SeedResult from_text(const std::string& text) {
  const auto parsed = json::parse(text);
  check(parsed.ok(), "a process answered what it was asked");
  const json::Object& from = parsed->as_object();
  SeedResult out;
  out.seed = from.at("seed").to_number<std::uint64_t>();
  for (const json::Value& line : from.at("broken").as_array()) {
    out.verdict.broken.emplace_back(line.as_string().c_str());
  }
  out.verdict.sends = from.at("sends").to_number<std::size_t>();
  out.verdict.webhooks = from.at("webhooks").to_number<std::size_t>();
  out.verdict.events = counts(from.at("events"));
  out.crashes = from.at("crashes").to_number<int>();
  out.steps = from.at("steps").to_number<std::uint64_t>();
  out.faults = from.at("faults").as_string().c_str();
  out.struck = counts(from.at("struck"));
  return out;
}

}  // namespace dunlin::checks
