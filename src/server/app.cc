#include "server/app.h"

#include "activity/activity.h"
#include "base/log.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "rules/rules.h"
#include "server/first_start.h"
#include "server/health.h"
#include "server/housekeeping.h"
#include "server/routes.h"

namespace dunlin::server {

/// Everything that lives as long as the App, in the order in which it depends on what is above it.
struct App::State : std::enable_shared_from_this<App::State> {
  Outside outside;
  IdSource ids;
  Seams seams;
  WorkspaceId workspace;
  graph::Graph graph;
  pipeline::Pipeline pipeline;
  intake::Webhook webhook;
  outbound::Sender sender;
  Housekeeping housekeeping;
  std::unique_ptr<Routes> routes;
  int running = 0;
  Signal stopped;

  State(Outside out, const AppOptions& options, const workspace::Node& node);
  std::vector<workspace::Endpoint> endpoints(const AppOptions& options);
  void start_workers();
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

}  // namespace

App::State::State(Outside out, const AppOptions& options, const workspace::Node& node)
    : outside(out),
      ids(out.clock, static_cast<std::uint16_t>(node.number), node.ids_not_before),
      seams{out.clock, out.random, out.timers, ids, out.executor},
      graph(out.client, options.outbound.graph),
      pipeline(seams, {out.main, out.journal}, graph, out.vault, options.pipeline),
      webhook(seams, out.journal, options.webhook,
              [this](intake::RawEvent raw) { pipeline.accept(std::move(raw)); }),
      sender(seams, out.main, out.client, out.vault, options.outbound, settle_listeners(ids)),
      housekeeping(out, node),
      stopped(out.timers) {}

std::vector<workspace::Endpoint> App::State::endpoints(const AppOptions& options) {
  std::vector<workspace::Endpoint> all;
  const auto join = [&all](std::vector<workspace::Endpoint> table) {
    for (auto& endpoint : table) all.push_back(std::move(endpoint));
  };
  const auto replay = [this](RawEventId raw) { return pipeline.replay(raw); };
  join(workspace::endpoints(outside.main, seams));
  join(accounts::endpoints(outside.main, seams, outside.vault));
  join(contacts::endpoints(outside.main, seams));
  join(conversations::endpoints(outside.main, seams));
  join(activity::endpoints(outside.main));
  join(intake::endpoints(outside.main, replay, options.webhook));
  join(outbound::endpoints(outside.main, seams, [this] { sender.wake(); }));
  join(rules::endpoints(outside.main, seams));
  return all;
}

Task<void> App::State::work(std::shared_ptr<State> self, Task<void> worker) {
  co_await std::move(worker);
  --self->running;
  self->stopped.notify();
}

void App::State::start_workers() {
  running = 3;
  spawn(outside.executor, work(shared_from_this(), pipeline.run()));
  spawn(outside.executor, work(shared_from_this(), sender.run()));
  spawn(outside.executor, work(shared_from_this(), housekeeping.run()));
}

Task<Result<std::unique_ptr<App>>> App::start(Outside outside, AppOptions options) {
  auto node = co_await take_node(outside, options.process_name);
  if (!node) co_return node.error();
  const auto state = std::make_shared<State>(outside, options, *node);
  auto prepared = co_await prepare(outside, state->ids, *node, options);
  if (!prepared) co_return prepared.error();
  state->workspace = prepared->workspace;
  state->routes = std::make_unique<Routes>(outside.main, outside.clock, state->endpoints(options));
  state->start_workers();
  log::info("server.started", {{"node", node->number}});
  co_return std::unique_ptr<App>(new App(state));
}

App::App(std::shared_ptr<State> state) : state_(std::move(state)) {}
App::~App() = default;

Task<net::Response> App::handle(net::Request request) {
  const auto state = state_;
  if (request.path == "/webhooks/instagram") {
    if (request.method == "POST") co_return co_await state->webhook.accept(std::move(request));
    if (request.method == "GET") co_return co_await state->webhook.verify(request);
  }
  if (request.path == "/healthz") co_return healthz();
  if (request.path == "/readyz") {
    co_return co_await readyz(state->outside.main, state->outside.journal, state->outside.clock);
  }
  if (request.path.starts_with("/api/")) co_return co_await state->routes->handle(request);
  co_return net::Response::text(404, "There is nothing here.\n");
}

Task<void> App::stop(Duration grace) {
  const auto state = state_;
  state->pipeline.stop();
  state->sender.stop();
  state->housekeeping.stop();
  const Monotonic until = state->outside.clock.monotonic() + grace;
  while (state->running > 0 && state->outside.clock.monotonic() < until) {
    co_await state->stopped.wait(until - state->outside.clock.monotonic());
  }
}

bool App::idle() const {
  return state_->pipeline.idle() && state_->sender.idle();
}

std::size_t App::body_limit(std::string_view method, std::string_view path) const {
  constexpr std::size_t kWebhook = 5 << 20;
  if (path == "/webhooks/instagram") return kWebhook;
  return state_->routes->body_limit(method, path);
}

WorkspaceId App::first_workspace() const {
  return state_->workspace;
}
Seams& App::seams() {
  return state_->seams;
}

}  // namespace dunlin::server
