#include "sim/world/world.h"

namespace dunlin::world {

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

Task<net::Response> World::deliver(net::Request request) {
  net::Response nothing;
  nothing.status = 0;
  if (!app_running()) co_return nothing;
  server::App* const app = run_->app.get();
  std::function<Task<net::Response>()> call = [app, request]() { return app->handle(request); };
  co_return co_await deliveries_.run<net::Response>(run_->executor, std::move(call), nothing);
}

}  // namespace dunlin::world
