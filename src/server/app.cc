#include "server/app.h"

#include <fmt/format.h>

#include "activity/activity.h"
#include "alerts/watch.h"
#include "base/log.h"
#include "pipeline/profile_reader.h"
#include "search/search.h"
#include "server/api_page.h"
#include "server/endpoints.h"
#include "server/first_start.h"
#include "server/health.h"
#include "server/housekeeping.h"
#include "server/live.h"
#include "server/metrics.h"
#include "server/quick_start.h"
#include "server/routes.h"

namespace dunlin::server {

/// Everything that lives as long as the App, in the order in which it depends on what is above it.
struct App::State : std::enable_shared_from_this<App::State> {
  Live live;
  Outside outside;
  IdSource ids;
  Seams seams;
  WorkspaceId workspace;
  GraphWatch watched;
  AskDisk disk;
  AskMemory memory;
  AskBackups backups;
  db::Durability durability;
  graph::Graph graph;
  pipeline::Pipeline pipeline;
  intake::Webhook webhook;
  outbound::Sender sender;
  pipeline::ProfileReader profiles;
  QuickStart quick_start;
  Housekeeping housekeeping;
  IdentitySettings identity;
  mail::Courier courier;
  search::Indexer indexer;
  std::unique_ptr<alerts::Watch> watch;
  std::unique_ptr<Routes> routes;
  Metrics metrics;
  int running = 0;
  Signal stopped;

  State(Outside out, const AppOptions& options, const workspace::Node& node);
  std::vector<workspace::Endpoint> endpoints(const AppOptions& options);
  void start_workers();
  Task<net::Response> answer(net::Request request);
  Task<net::Response> show_metrics();
  Task<net::Response> show_readiness();
  HealthSources health_sources();
  alerts::Needs alert_needs();
  [[nodiscard]] alerts::Machine machine_now() const;
  static Task<void> work(std::shared_ptr<State> self, Task<void> worker);
};

namespace {

std::vector<outbound::SettleListener> settle_listeners(IdSource& ids) {
  const auto count_sends = [&ids](db::Tx& tx, const Scope& scope, const outbound::Settled& settled,
                                  Instant now) -> Status {
    if (settled.is_test || settled.state != outbound::IntentState::sent) return {};
    return activity::count(tx, scope, ids.next_value(), "sends",
                           settled.rule ? to_text(*settled.rule) : "", 1, now);
  };
  return {count_sends};
}

net::Response no_number() {
  return net::Response::text(503, "This node is not sure of its number; deliver this again.\n");
}

std::string_view route_kind(std::string_view path) {
  if (path == "/webhooks/instagram") return "webhook";
  return path.starts_with("/api/") ? "api" : "other";
}

}  // namespace

App::State::State(Outside out, const AppOptions& options, const workspace::Node& node)
    : live(out, fmt::format("{}.{}", node.number, node.epoch)),
      outside(live.watched(out)),
      ids(out.clock, static_cast<std::uint16_t>(node.number), node.ids_not_before),
      seams{out.clock, out.random, out.timers, ids, out.executor},
      watched(out.client, out.clock),
      disk(options.disk),
      memory(options.memory),
      backups(options.backups),
      durability(options.durability),
      graph(watched, options.outbound.graph),
      pipeline(seams, {outside.main, out.journal}, graph, out.vault, options.pipeline,
               [this] { sender.wake(); }),
      webhook(seams, out.journal, options.webhook,
              [this](intake::RawEvent raw, std::size_t waiting) {
                pipeline.accept(std::move(raw), waiting);
              }),
      sender(seams, outside.main, watched, out.vault, options.outbound, settle_listeners(ids)),
      profiles(seams, outside.main, graph, out.vault, {.budgets = options.outbound.budgets}),
      quick_start(seams, outside.main, graph, out.vault, options.quick_start),
      housekeeping(outside, node, options.number_lost),
      identity(options.identity),
      courier(seams, outside.main, letter_seals(out.vault), options.identity.letters_from,
              options.identity.carrier.get()),
      indexer(seams, outside.main, {.owner = fmt::format("{}.{}", node.number, node.epoch)}),
      metrics(options.version),
      stopped(out.timers) {
  if (!identity.passwords) identity.passwords = workspace::inline_passwords(out.random);
  identity.letter_posted = [this] { courier.wake(); };
  watch = std::make_unique<alerts::Watch>(
      alert_needs(), out.client, [this] { return machine_now(); },
      alerts::WatchOptions{.owner = fmt::format("{}.{}", node.number, node.epoch)});
}

alerts::Needs App::State::alert_needs() {
  const auto people = identity_needs(outside.main, seams, outside.vault, identity);
  return {.database = outside.main,
          .seams = &seams,
          .vault = &outside.vault,
          .post = people.options.post,
          .address = identity.public_url,
          .wake = [this] { watch->wake(); }};
}

alerts::Machine App::State::machine_now() const {
  alerts::Machine out;
  if (disk) {
    if (const auto space = disk()) out.free_bytes = space->free_bytes;
  }
  if (backups) {
    const BackupsSeen seen = backups();
    out.knows_backups = seen.known;
    out.newest_backup = seen.newest;
  }
  const GraphFacts& graph_facts = watched.facts();
  if (graph_facts.bad_in_a_row >= kGraphFailures) out.unreachable = graph_facts.bad;
  return out;
}

std::vector<workspace::Endpoint> App::State::endpoints(const AppOptions& options) {
  return all_endpoints({.main = outside.main,
                        .journal = outside.journal,
                        .seams = seams,
                        .vault = outside.vault,
                        .graph = graph,
                        .webhook = options.webhook,
                        .replay = [this](RawEventId raw) { return pipeline.replay(raw); },
                        .wake_sender = [this] { sender.wake(); },
                        .settled = settle_listeners(ids),
                        .budgets = options.outbound.budgets,
                        .make_backup = options.make_backup,
                        .identity = identity_needs(outside.main, seams, outside.vault, identity),
                        .hub = live.hub(),
                        .alerts = alert_needs()});
}

Task<void> App::State::work(std::shared_ptr<State> self, Task<void> worker) {
  co_await std::move(worker);
  --self->running;
  self->stopped.notify();
}

void App::State::start_workers() {
  running = identity.carrier ? 8 : 7;
  live.hub()->add_observer([weak = weak_from_this()](const feed::Event& event) {
    const auto state = weak.lock();
    if (state && event.kind == feed::Kind::message) state->indexer.wake(event.workspace);
  });
  spawn(outside.executor, work(shared_from_this(), pipeline.run()));
  spawn(outside.executor, work(shared_from_this(), sender.run()));
  spawn(outside.executor, work(shared_from_this(), profiles.run()));
  spawn(outside.executor, work(shared_from_this(), quick_start.run(workspace)));
  spawn(outside.executor, work(shared_from_this(), housekeeping.run()));
  if (identity.carrier) spawn(outside.executor, work(shared_from_this(), courier.run()));
  spawn(outside.executor, work(shared_from_this(), indexer.run()));
  spawn(outside.executor, work(shared_from_this(), watch->run()));
}

Task<Result<std::unique_ptr<App>>> App::start(Outside outside, AppOptions options) {
  auto node = co_await take_node(outside, options.process_name);
  if (!node) co_return node.error();
  const auto state = std::make_shared<State>(outside, options, *node);
  auto prepared = co_await prepare(outside, state->ids, *node, options);
  if (!prepared) co_return prepared.error();
  state->workspace = prepared->workspace;
  state->routes = std::make_unique<Routes>(outside.main, state->seams, state->endpoints(options),
                                           options.identity.cookie);
  state->start_workers();
  log::info("server.started", {{"node", node->number}});
  co_return std::unique_ptr<App>(new App(state));
}

App::App(std::shared_ptr<State> state) : state_(std::move(state)) {}
App::~App() = default;

Task<net::Response> App::handle(net::Request request) {
  const auto state = state_;
  const std::string_view kind = route_kind(request.path);
  const Monotonic start = state->outside.clock.monotonic();
  net::Response response = co_await state->answer(std::move(request));
  state->metrics.count_request(kind, response.status, state->outside.clock.monotonic() - start);
  co_return response;
}

Task<net::Response> App::State::answer(net::Request request) {
  if (request.path == "/webhooks/instagram") {
    // What another node may have made an id for is not taken for stored.
    if (request.method == "POST" && !housekeeping.may_make_ids()) co_return no_number();
    if (request.method == "POST") co_return co_await webhook.accept(std::move(request));
    if (request.method == "GET") co_return co_await webhook.verify(request);
  }
  if (request.path == "/healthz") co_return healthz();
  if (request.path == "/readyz") co_return co_await show_readiness();
  if (request.path == "/metrics") co_return co_await show_metrics();
  if (const auto page = api_page(request)) co_return *page;
  if (request.path.starts_with("/api/")) co_return co_await routes->handle(request);
  co_return net::Response::text(404, "There is nothing here.\n");
}

HealthSources App::State::health_sources() {
  return {outside.main,
          outside.journal,
          seams,
          watched,
          disk,
          memory,
          housekeeping.write_fault(),
          quick_start.fault(),
          durability};
}

Task<net::Response> App::State::show_readiness() {
  auto facts = co_await ask_health(health_sources());
  co_return readyz(facts);
}

Task<net::Response> App::State::show_metrics() {
  auto facts = co_await ask_health(health_sources());
  metrics.set_health(facts);
  metrics.set_backlog(pipeline.backlog());
  metrics.set_search_behind(indexer.behind());
  net::Response response = net::Response::text(200, metrics.text());
  response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  co_return response;
}

void App::end_streams() {
  state_->live.hub()->close();
}

Task<void> App::stop(Duration grace) {
  const auto state = state_;
  state->live.close();
  state->pipeline.stop();
  state->sender.stop();
  state->profiles.stop();
  state->quick_start.stop();
  state->housekeeping.stop();
  state->courier.stop();
  state->indexer.stop();
  state->watch->stop();
  const Monotonic until = state->outside.clock.monotonic() + grace;
  while (state->running > 0 && state->outside.clock.monotonic() < until) {
    co_await state->stopped.wait(until - state->outside.clock.monotonic());
  }
}

bool App::idle() const {
  return state_->pipeline.idle() && state_->sender.idle() && state_->profiles.idle();
}

std::size_t App::body_limit(std::string_view method, std::string_view path) const {
  constexpr std::size_t kWebhook = 5 << 20;
  if (path == "/webhooks/instagram") return kWebhook;
  return state_->routes->body_limit(method, path);
}

Task<Result<Secret<>>> App::make_set_up_link() {
  const auto state = state_;
  auto needs =
      identity_needs(state->outside.main, state->seams, state->outside.vault, state->identity);
  co_return co_await workspace::make_set_up_link(std::move(needs));
}

WorkspaceId App::first_workspace() const {
  return state_->workspace;
}
Seams& App::seams() {
  return state_->seams;
}

}  // namespace dunlin::server
