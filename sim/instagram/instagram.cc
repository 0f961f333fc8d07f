#include "sim/instagram/instagram.h"

#include <fmt/format.h>

#include "sim/instagram/control.h"
#include "sim/instagram/graph.h"
#include "sim/instagram/oauth.h"
#include "sim/instagram/snapshot.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

net::Response dropped() {
  net::Response response;
  response.status = 0;
  return response;
}

/// What strikes this call, drawn at once and in this order.
struct Plan {
  Duration before{}, after{};
  bool lost_before = false, lost_after = false;
  bool redirect = false, server_error_before = false, server_error_after = false;
  bool garbage = false, huge = false, success_but_error = false, unknown_fields = false;
  std::optional<GraphError> refusal;
};

std::optional<GraphError> drawn_refusal(Faults& faults, Faults::Kind kind) {
  if (faults.strikes("token_expired", kind)) return graph_error(190, 463);
  if (faults.strikes("token_revoked", kind)) return graph_error(190, 460);
  if (!faults.strikes("graph_error", kind)) return {};
  return graph_error(static_cast<int>(faults.value("graph_error", "code")),
                     static_cast<int>(faults.value("graph_error", "subcode")));
}

Plan draw_plan(Core& core, Faults::Kind kind) {
  Faults& faults = core.faults;
  Plan plan;
  if (faults.strikes("latency", kind)) {
    const Duration whole = faults.drawn_delay("latency");
    plan.before = Duration{
        static_cast<std::int64_t>(core.world.random.unit() * static_cast<double>(whole.count()))};
    plan.after = whole - plan.before;
  }
  plan.lost_before = faults.strikes("lost_before", kind);
  plan.redirect = faults.strikes("redirect", kind);
  plan.server_error_before = faults.strikes("server_error_before", kind);
  plan.refusal = drawn_refusal(faults, kind);
  plan.lost_after = faults.strikes("lost_after", kind);
  plan.server_error_after = faults.strikes("server_error_after", kind);
  plan.success_but_error = kind == Faults::Kind::send && faults.strikes("success_but_error", kind);
  plan.garbage = faults.strikes("garbage", kind);
  plan.huge = faults.strikes("huge_body", kind);
  plan.unknown_fields = faults.strikes("unknown_fields", kind);
  return plan;
}

Faults::Kind kind_of(const net::Request& request) {
  if (request.method == "GET") return Faults::Kind::read;
  return request.path.ends_with("/messages") ? Faults::Kind::send : Faults::Kind::other;
}

net::Response redirect_home(const Core& core, const net::Request& request) {
  net::Response response = net::Response::text(307, "");
  response.headers.set("Location", core.options.public_url + request.path);
  return response;
}

/// rate_limit throttles the account of the token, if that is known, from this call on.
std::optional<GraphError> draw_throttle(Core& core, const GraphCall& call, Faults::Kind kind,
                                        Call& log) {
  const auto token = core.state.tokens.find(call.token);
  if (token == core.state.tokens.end()) return {};
  if (!core.faults.strikes("rate_limit", kind)) return {};
  const auto code = static_cast<int>(core.faults.value("rate_limit", "code"));
  const auto length = std::chrono::minutes{core.faults.value("rate_limit", "minutes")};
  log.ig_id = token->second.ig_id;
  core.limits.block(log.ig_id, code, length, core.world.clock.monotonic());
  return graph_error(code);
}

net::Response print_done(Core& core, const Plan& plan, Done& done) {
  if (plan.unknown_fields && done.body.is_object()) done.body.as_object()["new_thing"] = true;
  return net::Response::json(200, json::print_ascii(done.body));
}

/// What the caller gets to see of an answer that is ready.
net::Response spoil(Core& core, const Plan& plan, net::Response response) {
  if (plan.lost_after) return dropped();
  const auto trace = [&] { return "A" + core.world.random.hex(8); };
  if (plan.server_error_after) return to_response(graph_error(2), core.switches(), trace());
  if (plan.success_but_error && response.status == 200) {
    return to_response(graph_error(1, 1357046), core.switches(), trace());
  }
  if (plan.garbage) return net::Response::text(200, "<!DOCTYPE html><html>\x01{\"mess");
  if (plan.huge) {
    const auto bytes = static_cast<std::size_t>(core.faults.value("huge_body", "bytes"));
    return net::Response::json(200, "\"" + std::string(bytes, 'x') + "\"");
  }
  return response;
}

void note(Core& core, Call log, const net::Response& response) {
  log.status = response.status;
  if (core.options.changes_kept != 0) {
    core.changes->add("call", {{"account", log.ig_id}, {"call", view(log)}});
  }
  core.calls.add(std::move(log));
}

/// Starts the echo when its time is. Gives its number when the answer must wait for it.
std::uint64_t start_echo(Core& core, Done& done) {
  if (!done.echo) return 0;
  const bool is_comment = done.echo->kind == Event::Kind::change;
  Faults& faults = core.faults;
  const bool lost = faults.strikes("echo_lost");
  const bool early = faults.strikes("echo_before_answer");
  const bool late = faults.strikes("echo_late");
  if (lost || (!is_comment && !core.switches().echoes)) return 0;
  Duration wait = core.options.echo_after;
  if (early) wait = {};
  if (late) wait += faults.drawn_delay("echo_late");
  const std::uint64_t number = core.webhooks.emit(*std::move(done.echo), wait);
  return early && !late ? number : 0;
}

struct Answered {
  net::Response response;
  std::uint64_t echo_first = 0;
};

Answered answer_call(Core& core, const GraphCall& call, const Plan& plan, Faults::Kind kind,
                     Call& log) {
  Answered out;
  if (auto oauth = answer_oauth(core, call)) {
    log.what = "oauth";
    out.response = *std::move(oauth);
    return out;
  }
  std::optional<GraphError> refusal = draw_throttle(core, call, kind, log);
  if (!refusal) refusal = plan.refusal;
  Outcome outcome =
      refusal ? Outcome{*std::move(refusal)} : answer_graph(core, call, log.ordinal, log);
  if (auto* done = std::get_if<Done>(&outcome)) {
    log.effect = done->effect;
    out.echo_first = start_echo(core, *done);
    out.response = print_done(core, plan, *done);
  } else {
    const auto& error = std::get<GraphError>(outcome);
    log.code = error.code;
    log.subcode = error.subcode;
    log.over_limit = error.cause == GraphError::Cause::limit;
    out.response = to_response(error, core.switches(), "A" + core.world.random.hex(8));
  }
  if (const Account* account = core.state.account(log.ig_id)) {
    core.limits.add_headers(out.response, *account, core.world.clock.monotonic());
  }
  return out;
}

Task<net::Response> handle_call(std::shared_ptr<Core> core, net::Request request) {
  const Faults::Kind kind = kind_of(request);
  const Plan plan = draw_plan(*core, kind);
  Call log{.ordinal = ++core->ordinal, .at = core->now(), .ig_id = "", .what = request.path};
  if (plan.before > Duration{0}) co_await sleep(core->world.timers, plan.before);
  if (plan.lost_before) {
    note(*core, std::move(log), dropped());
    co_return dropped();
  }
  if (plan.redirect) {
    net::Response elsewhere = redirect_home(*core, request);
    note(*core, std::move(log), elsewhere);
    co_return std::move(elsewhere);
  }
  auto parsed = parse_call(request);
  Answered answered;
  if (plan.server_error_before) {
    answered.response =
        to_response(graph_error(2), core->switches(), "A" + core->world.random.hex(8));
    log.code = 2;
  } else if (const auto* error = std::get_if<GraphError>(&parsed)) {
    answered.response = to_response(*error, core->switches(), "A" + core->world.random.hex(8));
    log.code = error->code;
  } else {
    answered = answer_call(*core, std::get<GraphCall>(parsed), plan, kind, log);
    answered.response = spoil(*core, plan, std::move(answered.response));
  }
  if (answered.echo_first != 0) {
    co_await core->webhooks.first_attempt(answered.echo_first, core->switches().ack_limit);
  }
  if (plan.after > Duration{0}) co_await sleep(core->world.timers, plan.after);
  note(*core, std::move(log), answered.response);
  co_return std::move(answered.response);
}

}  // namespace

Instagram::Instagram(World world, Options options)
    : core_(std::make_shared<Core>(world, std::move(options))) {}

Instagram::~Instagram() {
  core_->on_change = nullptr;
  core_->webhooks.clear();
  core_->changes->close();
}

Task<net::Response> Instagram::handle(net::Request request) {
  return handle_call(core_, std::move(request));
}

Task<net::Response> Instagram::control(net::Request request) {
  return answer_control(core_, std::move(request));
}

void Instagram::deliver_with(Deliver deliver, std::string target) {
  core_->deliver = std::move(deliver);
  core_->target = std::move(target);
}

Task<Status> Instagram::verify_callback(std::string verify_token) {
  return verify_with_challenge(core_, std::move(verify_token));
}

People Instagram::people() {
  return People(*core_);
}
Faults& Instagram::faults() {
  return core_->faults;
}
Switches& Instagram::switches() {
  return core_->options.switches;
}
const Options& Instagram::options() const {
  return core_->options;
}
State& Instagram::state() {
  return core_->state;
}
const Log<Send>& Instagram::sends() const {
  return core_->sends;
}
const Log<Call>& Instagram::calls() const {
  return core_->calls;
}
const Log<Delivery>& Instagram::deliveries() const {
  return core_->deliveries;
}
bool Instagram::deliver_again(std::uint64_t delivery) {
  return core_->webhooks.deliver_again(delivery);
}
std::size_t Instagram::webhooks_waiting() const {
  return core_->webhooks.waiting();
}
std::string Instagram::save() const {
  return save_snapshot(*core_);
}
Status Instagram::load(std::string_view saved) {
  return load_snapshot(*core_, saved);
}
void Instagram::on_change(std::function<void()> fn) {
  core_->on_change = std::move(fn);
}
void Instagram::set_public_url(std::string url) {
  core_->options.public_url = std::move(url);
}
void Instagram::stop_watching() {
  core_->changes->close();
}
void Instagram::clear() {
  core_->clear();
}

}  // namespace dunlin::instagram
