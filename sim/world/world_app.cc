#include "sim/world/app_client.h"
#include "sim/world/world.h"

namespace dunlin::world {

void World::start_app() {
  readers_.clear();
  DiskVfs::reset_randomness();
  run_ = std::make_unique<Run>();
  lives_.push_back({.began = scheduler_.elapsed(), .ended = Duration::max()});
  Run& run = *run_;
  run.domain = scheduler_.new_domain();
  run.executor = scheduler_.executor(run.domain);
  run.timers = scheduler_.timers(run.domain);
  run.client = app_client({.weather = weather_,
                           .instagram = *instagram_,
                           .place = {clock_, random_, *outside_timers_, outside_},
                           .calls = run.calls});
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
