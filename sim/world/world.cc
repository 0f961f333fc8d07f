#include "sim/world/world.h"

#include <algorithm>

#include "base/check.h"
#include "sim/instagram/demo.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

constexpr Instant kStart = std::chrono::sys_days{std::chrono::November / 20 / 2026};

std::vector<std::unique_ptr<Node>> make_nodes(int count, const Clock& true_clock) {
  std::vector<std::unique_ptr<Node>> out;
  for (int i = 0; i < count; ++i) out.push_back(std::make_unique<Node>(true_clock));
  return out;
}

/// The machine that has the disk: the server's own, or the database's.
ServerClock& clock_of_disk(const std::vector<std::unique_ptr<Node>>& nodes, ServerClock& database) {
  return nodes.size() == 1 ? nodes.front()->clock : database;
}

std::vector<ServerClock*> clocks_of(const std::vector<std::unique_ptr<Node>>& nodes) {
  std::vector<ServerClock*> out;
  for (const auto& node : nodes) out.push_back(&node->clock);
  return out;
}

}  // namespace

World::World(WorldOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      app_random_(options_.seed ^ 0xA99u),
      disk_random_(options_.seed ^ 0xD15Cu),
      balancer_random_(options_.seed ^ 0xBA1Au),
      scheduler_(options_.seed, clockwork::Scheduler::Order::seeded),
      clock_(scheduler_, kStart),
      nodes_(make_nodes(options_.nodes, clock_)),
      database_clock_(clock_),
      weather_(options_.seed ^ 0x3EA7u, options_.weather,
               {.true_one = clock_,
                .jumps = clock_of_disk(nodes_, database_clock_),
                .drifting = clocks_of(nodes_)}),
      disk_(disk_random_),
      vfs_(disk_, clock_of_disk(nodes_, database_clock_), disk_random_),
      outside_domain_(scheduler_.new_domain()),
      outside_(scheduler_.executor(outside_domain_)),
      outside_timers_(scheduler_.timers(outside_domain_)),
      wire_([this](const std::string& person) { return arrived(person); }) {
  template_.install(disk_);
  vault_ = *accounts::Vault::create(Secret<>(std::string(32, 'k')), app_random_);
  set_up_instagram();
  scheduler_.on_step([this] { draw_crash_at_step(); });
  disk_.on_operation(
      [this](Disk::Operation operation, const std::string&) { return draw_disk_fault(operation); });
  outside_timers_->after(1s, [this] { each_second(); });
}

void World::set_up_instagram() {
  instagram::Options fake;
  fake.echo_after = 40ms;
  fake.record_changes = false;
  fake.keep_accepted = instagram::Options::Keep::yes;
  instagram_ = std::make_unique<instagram::Instagram>(
      instagram::World{clock_, random_, *outside_timers_, outside_}, fake);
  check(instagram::seed_demo(instagram_->people()).ok(), "the demo world can be seeded");
  instagram_->deliver_with([this](net::Request request) { return deliver(std::move(request)); },
                           "the App");
  options_.app.webhook.app_secrets = {Secret<>(fake.app.app_secret)};
  options_.app.webhook.verify_token = Secret<>(std::string("simulator"));
  accounts::NewAccount account;
  account.ig_id = instagram::kDemoIgId;
  account.username = instagram::kDemoUsername;
  account.token = Secret<>(std::string(instagram::kDemoToken));
  account.transport = accounts::Transport::simulator;
  options_.app.quick_start = account;
}

std::size_t World::arrived(const std::string& person) const {
  return static_cast<std::size_t>(
      std::ranges::count(instagram_->sends().all(), person, &instagram::Send::igsid));
}

World::~World() {
  weather_.calm();
  crash(Death::kill);
  instagram_.reset();
  scheduler_.drop(outside_domain_);
}

void World::each_second() {
  weather_.tick();
  if (nodes() > 1) each_second_of_nodes();
  outside_timers_->after(1s, [this] { each_second(); });
}

/// Of several nodes each in its turn, so that more of them do not die more often.
void World::draw_crash_at_step() {
  Node& node = *nodes_[scheduler_.steps() % nodes_.size()];
  if (!node.life || node.pending_death) return;
  node.pending_death = weather_.at_step();
}

Disk::Fault World::draw_disk_fault(Disk::Operation operation) {
  Node& node = *nodes_.front();
  const bool cut = node.life && !disk_.dead() && cut_power_ && cut_power_();
  if (cut || weather_.cuts_power()) {
    disk_.power_off();
    node.pending_death = Death::power_cut;
  }
  const Disk::Fault fault = weather_.at_disk(operation);
  if (fault != Disk::Fault::none && operation == Disk::Operation::sync) sync_failed_ = true;
  return fault;
}

/// What was written before a failed sync may be gone: nobody may go on as if it were there.
void World::judge_failed_sync() {
  const Node& node = *nodes_.front();
  if (std::exchange(sync_failed_, false) && node.life && !node.pending_death) ++syncs_outlived_;
}

void World::let_die(Death death) {
  Node* const node = any_node_up();
  if (node != nullptr && !node->pending_death) node->pending_death = death;
}

void World::step(Duration until) {
  judge_failed_sync();
  Duration limit = until;
  for (const auto& node : nodes_) {
    step_node(*node);
    if (!node->life) limit = std::min(limit, node->down_until);
    if (node->pause) limit = std::min(limit, node->pause->until);
  }
  if (!scheduler_.step(limit)) scheduler_.advance(limit - scheduler_.elapsed());
}

void World::run_for(Duration duration) {
  const Duration until = scheduler_.elapsed() + duration;
  while (scheduler_.elapsed() < until) step(until);
}

bool World::run_until(const std::function<bool()>& done, Duration limit) {
  const Duration until = scheduler_.elapsed() + limit;
  while (scheduler_.elapsed() < until) {
    if (done()) return true;
    run_for(1s);
  }
  return done();
}

void World::stop_faults() {
  weather_.calm();
  instagram_->faults().stop();
  database_away_until_ = Duration{0};
  for (const auto& node : nodes_) {
    wake(*node);
    node->without_database_until = node->without_instagram_until = Duration{0};
  }
}

void World::sleep_through(Duration duration) {
  weather_.note("asleep");
  sleeps_.push_back({clock_.now(), duration});
  clock_.jump(duration);
}

Duration World::moment_of(Instant true_time) const {
  Duration asleep{0};
  for (const Sleep& sleep : sleeps_) {
    if (true_time > sleep.from) asleep += std::min(sleep.length, true_time - sleep.from);
  }
  return true_time - kStart - asleep;
}

bool World::fell_asleep(Instant from, Duration within) const {
  return std::ranges::any_of(sleeps_, [&](const Sleep& sleep) {
    return sleep.from >= from && sleep.from - from < within;
  });
}

bool World::app_idle() const {
  return std::ranges::all_of(nodes_, [](const auto& node) {
    return node->up() && !node->pause && node->life->app->idle() && node->life->main->idle() &&
           node->life->journal->idle();
  });
}

Duration World::clocks_behind() const {
  Duration out{0};
  for (const auto& node : nodes_) out = std::max(out, node->clock.farthest_behind());
  return out;
}

Duration World::clocks_wrong() const {
  Duration out{0};
  for (const auto& node : nodes_) {
    out = std::max({out, node->clock.farthest_behind(), node->clock.farthest_ahead()});
  }
  return out;
}

bool World::clock_set_back() const {
  return std::ranges::any_of(nodes_, [](const auto& node) { return node->clock.was_set_back(); });
}

std::optional<Instant> World::clock_set_on_before(Instant moment) const {
  std::optional<Instant> out;
  for (const auto& node : nodes_) out = std::max(out, node->clock.set_on_before(moment));
  return out;
}

Instant World::last_true(Instant shown) const {
  Instant out = nodes_.front()->clock.last_true(shown);
  for (const auto& node : nodes_) out = std::max(out, node->clock.last_true(shown));
  return out;
}

}  // namespace dunlin::world
