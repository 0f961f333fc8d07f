#include "base/check.h"
#include "sim/world/app_client.h"
#include "sim/world/world.h"

namespace dunlin::world {

void World::start(Node& node) {
  readers_.clear();
  troubles_.add(node.went_down, scheduler_.elapsed());
  DiskVfs::reset_randomness();
  node.life = std::make_unique<Life>();
  Life& life = *node.life;
  life.domain = scheduler_.new_domain();
  life.executor = scheduler_.executor(life.domain);
  life.timers = scheduler_.timers(life.domain);
  life.client = app_client(
      {.weather = weather_,
       .instagram = *instagram_,
       .place = {clock_, random_, *outside_timers_, outside_},
       .wire = wire_,
       .calls = life.calls,
       .is_cut = [this, &node] { return scheduler_.elapsed() < node.without_instagram_until; },
       .leaves = [this, &node](const std::string& person) { leaves(node, person); }});
  if (nodes() > 1) {
    link_up(node);
  } else if (!open_own_files(node)) {
    if (!node.pending_death) node.pending_death = Death::kill;
    return;
  }
  spawn(life.executor, run_app(&node, &life));
}

bool World::open_own_files(Node& node) {
  Life& life = *node.life;
  const auto on_fatal = [&node](const Error&) { node.pending_death = Death::kill; };
  const SimulatedBackend::Place place{node.clock, life.executor, *life.timers,
                                      [this] { return weather_.disk_takes(); }};
  auto main = SimulatedBackend::open("dunlin.db", place, on_fatal);
  auto journal = SimulatedBackend::open("journal.db", place, on_fatal);
  if (main) life.main = *main;
  if (journal) life.journal = *journal;
  return main.ok() && journal.ok();
}

Task<void> World::run_app(Node* node, Life* life) {
  const server::Outside outside{node->clock,
                                app_random_,
                                *life->timers,
                                life->executor,
                                *life->client,
                                db::Database(life->main),
                                db::Database(life->journal),
                                *vault_};
  server::AppOptions options = options_.app;
  options.number_lost = [node] { node->pending_death = Death::kill; };
  auto app = co_await server::App::start(outside, std::move(options));
  if (!app) {
    if (!node->pending_death) node->pending_death = Death::kill;
    co_return;
  }
  life->app = std::move(*app);
  if (nodes() == 1) spawn(life->executor, attend(outside.main, *life->timers, node->clock));
}

void World::bring_down(Node& node, Death death) {
  if (!node.life) return;
  ++crashes_;
  wake(node);
  node.pending_death.reset();
  node.pending_pause.reset();
  node.went_down = scheduler_.elapsed();
  const bool own_disk = !database_;
  if (own_disk) {
    open_work_.reset();
    disk_.power_off();
  }
  if (node.life->main) node.life->main->drop();
  if (node.life->journal) node.life->journal->drop();
  node.life->calls.abandon_all();
  scheduler_.drop(node.life->domain);
  node.life.reset();
  if (own_disk) death == Death::kill ? disk_.revive() : disk_.power_on();
  node.down_until = scheduler_.elapsed() + std::chrono::milliseconds(random_.below(5000));
}

void World::crash(Death death) {
  for (const auto& node : nodes_) {
    if (!node->life) troubles_.add(node->went_down, scheduler_.elapsed());
    bring_down(*node, death);
  }
  close_database();
}

/// Over several nodes as a balancer does that has not noticed yet who is gone.
Task<net::Response> World::deliver(net::Request request) {
  net::Response nothing;
  nothing.status = 0;
  std::size_t chosen = 0;
  if (nodes() > 1) chosen = balancer_random_.below(nodes_.size());
  if (deliver_to_) chosen = static_cast<std::size_t>(*deliver_to_);
  const Node& node = *nodes_.at(chosen);
  if (!node.up()) co_return nothing;
  server::App* const app = node.life->app.get();
  const Executor there = node.life->executor;
  std::function<Task<net::Response>()> call = [app, request]() { return app->handle(request); };
  co_return co_await deliveries_.run<net::Response>(there, std::move(call), nothing);
}

}  // namespace dunlin::world
