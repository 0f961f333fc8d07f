#include "sim/world/world.h"

#include "base/check.h"
#include "sim/instagram/demo.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

constexpr Instant kStart = std::chrono::sys_days{std::chrono::November / 20 / 2026};

}  // namespace

/// What leaves the App goes into the fake's domain; a crash of the App leaves the call running
/// there.
class World::AppClient final : public net::Client {
 public:
  AppClient(World& world, Run& run) : world_(world), run_(run) {}

  Task<net::ClientResult> send(net::ClientRequest request) override {
    World* const world = &world_;
    if (world->weather_.unreachable()) {
      co_return net::ClientResult(net::TransportFailure{net::TransportFailure::Sent::surely_not,
                                                        "net.refused", "Nobody answers there."});
    }
    std::function<Task<net::ClientResult>()> call = [world, request]() {
      return through(*world, request);
    };
    net::ClientResult lost = net::TransportFailure{net::TransportFailure::Sent::maybe, "net.reset",
                                                   "The connection broke."};
    co_return co_await run_.calls.run<net::ClientResult>(world_.outside_, std::move(call),
                                                         std::move(lost));
  }

 private:
  static Task<net::ClientResult> through(World& world, net::ClientRequest request) {
    instagram::InProcessClient client(
        *world.instagram_, {world.clock_, world.random_, *world.outside_timers_, world.outside_});
    co_return co_await client.send(std::move(request));
  }

  World& world_;
  Run& run_;
};

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
  if (weather_.cuts_power()) {
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

void World::start_app() {
  readers_.clear();
  DiskVfs::reset_randomness();
  run_ = std::make_unique<Run>();
  lives_.push_back({.began = scheduler_.elapsed(), .ended = Duration::max()});
  Run& run = *run_;
  run.domain = scheduler_.new_domain();
  run.executor = scheduler_.executor(run.domain);
  run.timers = scheduler_.timers(run.domain);
  run.client = std::make_unique<AppClient>(*this, run);
  const auto on_fatal = [this](const Error&) { pending_death_ = Death::kill; };
  const SimulatedBackend::Place place{server_clock_, run.executor, *run.timers,
                                      [this] { return weather_.disk_takes(); }};
  auto main = SimulatedBackend::open("dunlin.db", place, on_fatal);
  auto journal = SimulatedBackend::open("journal.db", place, on_fatal);
  if (main) run.main = *main;
  if (journal) run.journal = *journal;
  if (!main || !journal) {
    if (!pending_death_) pending_death_ = Death::kill;
    return;
  }
  spawn(run.executor, run_app(&run));
}

Task<void> World::run_app(Run* run) {
  const server::Outside outside{server_clock_,
                                app_random_,
                                *run->timers,
                                run->executor,
                                *run->client,
                                db::Database(run->main),
                                db::Database(run->journal),
                                *vault_};
  auto app = co_await server::App::start(outside, options_.app);
  if (app) {
    run->app = std::move(*app);
    spawn(run->executor, attend(run));
  } else if (!pending_death_) {
    pending_death_ = Death::kill;
  }
}

void World::crash(Death death) {
  if (!run_) return;
  ++crashes_;
  lives_.back().ended = scheduler_.elapsed();
  open_work_.reset();
  disk_.power_off();
  if (run_->main) run_->main->drop();
  if (run_->journal) run_->journal->drop();
  run_->calls.abandon_all();
  scheduler_.drop(run_->domain);
  run_.reset();
  if (death == Death::kill) {
    disk_.revive();
  } else {
    disk_.power_on();
  }
  down_until_ = scheduler_.elapsed() + std::chrono::milliseconds(random_.below(5000));
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

bool World::app_idle() const {
  return app_running() && run_->app->idle() && run_->main->idle() && run_->journal->idle();
}

Task<net::Response> World::deliver(net::Request request) {
  net::Response nothing;
  nothing.status = 0;
  if (!app_running()) co_return nothing;
  server::App* const app = run_->app.get();
  std::function<Task<net::Response>()> call = [app, request]() { return app->handle(request); };
  co_return co_await deliveries_.run<net::Response>(run_->executor, std::move(call), nothing);
}

}  // namespace dunlin::world
