#include "sim/world/world.h"

#include <algorithm>

#include "base/check.h"
#include "sim/instagram/demo.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

constexpr Instant kStart = std::chrono::sys_days{std::chrono::November / 20 / 2026};

}  // namespace

World::World(WorldOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      app_random_(options_.seed ^ 0xA99u),
      disk_random_(options_.seed ^ 0xD15Cu),
      scheduler_(options_.seed, clockwork::Scheduler::Order::seeded),
      clock_(scheduler_, kStart),
      server_clock_(clock_),
      weather_(options_.seed ^ 0x3EA7u, options_.weather, clock_, server_clock_),
      disk_(disk_random_),
      vfs_(disk_, server_clock_, disk_random_),
      outside_domain_(scheduler_.new_domain()),
      outside_(scheduler_.executor(outside_domain_)),
      outside_timers_(scheduler_.timers(outside_domain_)) {
  template_.install(disk_);
  vault_ = *accounts::Vault::create(Secret<>(std::string(32, 'k')), app_random_);
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
  scheduler_.on_step([this] { draw_crash_at_step(); });
  disk_.on_operation(
      [this](Disk::Operation operation, const std::string&) { return draw_disk_fault(operation); });
  outside_timers_->after(1s, [this] { each_second(); });
}

World::~World() {
  weather_.calm();
  if (run_) crash(Death::kill);
  instagram_.reset();
  scheduler_.drop(outside_domain_);
}

void World::each_second() {
  weather_.tick();
  outside_timers_->after(1s, [this] { each_second(); });
}

void World::draw_crash_at_step() {
  if (!run_ || pending_death_) return;
  pending_death_ = weather_.at_step();
}

Disk::Fault World::draw_disk_fault(Disk::Operation operation) {
  const bool cut = run_ && !disk_.dead() && cut_power_ && cut_power_();
  if (cut || weather_.cuts_power()) {
    disk_.power_off();
    pending_death_ = Death::power_cut;
  }
  const Disk::Fault fault = weather_.at_disk(operation);
  if (fault != Disk::Fault::none && operation == Disk::Operation::sync) sync_failed_ = true;
  return fault;
}

/// What was written before a failed sync may be gone: nobody may go on as if it were there.
void World::judge_failed_sync() {
  if (std::exchange(sync_failed_, false) && run_ && !pending_death_) ++syncs_outlived_;
}

void World::let_die(Death death) {
  if (run_ && !pending_death_) pending_death_ = death;
}

void World::step(Duration until) {
  judge_failed_sync();
  if (pending_death_) {
    const Death death = *pending_death_;
    pending_death_.reset();
    crash(death);
  }
  if (!run_ && scheduler_.elapsed() >= down_until_) start_app();
  const Duration limit = run_ ? until : std::min(until, down_until_);
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
  return app_running() && run_->app->idle() && run_->main->idle() && run_->journal->idle();
}

}  // namespace dunlin::world
