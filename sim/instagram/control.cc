#include "sim/instagram/control.h"

#include <charconv>

#include <fmt/format.h>

#include "net/router.h"
#include "sim/instagram/control_routes.h"
#include "sim/instagram/people_common.h"

namespace dunlin::instagram {
namespace {

const std::vector<ControlRoute>& all_routes() {
  static const std::vector<ControlRoute> routes = [] {
    std::vector<ControlRoute> out;
    for (const auto some : {world_routes(), people_routes(), judge_routes()}) {
      out.insert(out.end(), some.begin(), some.end());
    }
    return out;
  }();
  return routes;
}

const net::Router& router() {
  static const net::Router router = [] {
    std::vector<net::RoutePattern> patterns;
    for (const ControlRoute& route : all_routes()) {
      patterns.push_back({std::string(route.method), std::string(route.path)});
    }
    auto made = net::Router::create(patterns);
    return *std::move(made);
  }();
  return router;
}

int status_of(const Error& error) {
  switch (error.code) {
    case Code::invalid:
      return 422;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::too_large:
      return 413;
    case Code::unavailable:
      return 502;
    default:
      return 500;
  }
}

net::Response problem(int status, const Error& error) {
  json::Object body{{"type", "about:blank"},
                    {"title", net::reason(status)},
                    {"status", status},
                    {"code", error.id},
                    {"detail", error.message}};
  if (!error.field.empty()) body["field"] = error.field;
  auto response = net::Response::json(status, json::print(body));
  response.headers.set("Content-Type", "application/problem+json");
  return response;
}

/// A body must be declared as JSON, which a page of another origin cannot do without asking.
Result<json::Value> read_body(const net::Request& request) {
  if (request.body.empty()) return json::Value(json::Object{});
  if (!request.headers.get("Content-Type").starts_with("application/json")) {
    return sim_error(Code::invalid, "sim.content_type", "The body must be application/json.");
  }
  DUNLIN_TRY(json::Value body, json::parse(request.body));
  if (!body.is_object())
    return sim_error(Code::invalid, "sim.invalid", "The body must be a JSON object.");
  return body;
}

net::Response answer_route(Core& core, const net::Request& request) {
  const auto match = router().find(request.method, request.path);
  if (match.kind == net::RouteMatch::Kind::unknown_path) {
    return problem(404,
                   sim_error(Code::not_found, "sim.no_route", "There is nothing at this address."));
  }
  if (match.kind == net::RouteMatch::Kind::wrong_method) {
    auto response =
        problem(405, sim_error(Code::invalid, "sim.method", "This address takes other methods."));
    response.headers.set("Allow", match.allow);
    return response;
  }
  auto body = read_body(request);
  if (!body) return problem(status_of(body.error()), body.error());
  ControlCall call{.core = core, .request = request, .parameters = match.parameters, .body = *body};
  const auto answer = all_routes()[match.index].answer(call);
  if (!answer) return problem(status_of(answer.error()), answer.error());
  auto response = net::Response::json(answer->status, json::print(answer->body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/// A browser that reconnects sends the header, with the address of its first connect.
net::Response event_stream(Core& core, const net::Request& request) {
  constexpr std::string_view kHeader = "Last-Event-ID";
  const bool by_header = !request.headers.get(kHeader).empty();
  const std::string_view text =
      by_header ? request.headers.get(kHeader) : request.parameter("last_event_id").value_or("");
  if (text.empty()) return core.changes->stream(core.changes->last_id());
  std::int64_t seen = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seen);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || seen < 0) {
    return problem(422, sim_error(Code::invalid, "sim.invalid",
                                  "The last event's id must be a number that this stream gave.")
                            .at(by_header ? kHeader : "last_event_id"));
  }
  return core.changes->stream(seen);
}

Task<net::Response> verify(std::shared_ptr<Core> core, net::Request request) {
  const auto body = read_body(request);
  if (!body) co_return problem(status_of(body.error()), body.error());
  json::Reader in(*body);
  std::string token = in.text("verify_token", {.min_bytes = 1, .max_bytes = 500});
  const Status valid = in.finish();
  if (!valid) co_return problem(422, valid.error());
  const Status verified = co_await verify_with_challenge(core, std::move(token));
  if (!verified) co_return problem(502, verified.error());
  co_return net::Response::json(200, "{\"ok\":true}");
}

}  // namespace

std::string ControlCall::query(std::string_view name) const {
  return std::string(request.parameter(name).value_or(""));
}

Result<std::int64_t> ControlCall::number(std::string_view name, std::int64_t standard,
                                         std::int64_t most) const {
  const auto text = request.parameter(name);
  if (!text) return standard;
  std::int64_t value = -1;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size() || value < 0 ||
      value > most) {
    return sim_error(Code::invalid, "sim.invalid",
                     fmt::format("A number from 0 to {} is wanted.", most))
        .at(name);
  }
  return value;
}

Task<net::Response> answer_control(std::shared_ptr<Core> core, net::Request request) {
  if (request.method == "GET" && request.path == "/sim/api/events") {
    co_return event_stream(*core, request);
  }
  if (request.method == "POST" && request.path == "/sim/api/verify") {
    co_return co_await verify(core, std::move(request));
  }
  co_return answer_route(*core, request);
}

Task<Status> verify_with_challenge(std::shared_ptr<Core> core, std::string verify_token) {
  if (!core->deliver)
    co_return sim_error(Code::unavailable, "sim.not_verified", "Webhooks have no target.");
  const std::string challenge =
      std::to_string(1'000'000'000 + core->world.random.below(1'000'000'000));
  net::Request request;
  request.method = "GET";
  request.path = "/webhooks/instagram";
  request.query = {
      {"hub.mode", "subscribe"}, {"hub.challenge", challenge}, {"hub.verify_token", verify_token}};
  const Deliver deliver = core->deliver;
  const net::Response answer = co_await deliver(std::move(request));
  if (answer.status == 200 && answer.body == challenge) co_return Status();
  co_return sim_error(
      Code::unavailable, "sim.not_verified",
      fmt::format("The callback answered {} and not the challenge.", answer.status));
}

}  // namespace dunlin::instagram
