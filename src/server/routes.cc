#include "server/routes.h"

#include <exception>

#include "base/log.h"
#include "net/signature.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

constexpr std::string_view kContentType = "api.content_type";

using workspace::Access;
using workspace::Call;
using workspace::Endpoint;
using workspace::Reply;

net::Router make_router(const std::vector<Endpoint>& endpoints) {
  std::vector<net::RoutePattern> patterns;
  for (const Endpoint& endpoint : endpoints) {
    patterns.push_back({.method = endpoint.method, .path = endpoint.pattern});
  }
  return *net::Router::create(patterns);
}

std::vector<std::string> capture_names(std::string_view pattern) {
  std::vector<std::string> names;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1)) {
    names.emplace_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  }
  return names;
}

Status check_access(const Endpoint& endpoint, const workspace::Authenticated& who) {
  const bool enough = endpoint.access == Access::read ||
                      (endpoint.access == Access::write && who.can_write) ||
                      (endpoint.access == Access::installer && who.installer);
  if (enough) return {};
  return Error(Code::forbidden, "auth.not_allowed", "This key may not do that.")
      .hinting(endpoint.access == Access::installer ? "Use a key made with installer rights."
                                                    : "Use a key that may write.");
}

Status read_body(const Endpoint& endpoint, const net::Request& request, Call& call) {
  if (endpoint.raw_body || request.method == "GET" || request.method == "HEAD") return {};
  if (request.body.empty()) return {};
  std::string_view type = request.headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (type != "application/json") {
    return Error(Code::invalid, kContentType, "The body must be sent as application/json.")
        .at("Content-Type")
        .hinting("Send the header `Content-Type: application/json`.");
  }
  DUNLIN_TRY(call.body, json::parse(request.body));
  return {};
}

Status read_idempotency(const Endpoint& endpoint, const net::Request& request, Call& call) {
  if (endpoint.idempotency == Endpoint::Idempotency::none) return {};
  const std::string_view key = request.headers.get("Idempotency-Key");
  if (key.empty() || key.size() > 200) {
    return Error(
               Code::invalid, "api.idempotency_key",
               "This call sends something, so it needs an Idempotency-Key of 1 to 200 characters.")
        .at("Idempotency-Key")
        .hinting("Make one for each composed message and repeat it with each retry.");
  }
  call.idempotency_key = key;
  return {};
}

net::Response to_response(const Reply& reply) {
  if (!reply.raw_content_type.empty()) {
    net::Response response = net::Response::text(reply.status, reply.raw_body);
    response.headers.set("Content-Type", reply.raw_content_type);
    return response;
  }
  if (reply.status == 204) return net::Response::text(204, "");
  return net::Response::json(reply.status, json::print(reply.body));
}

net::Response refuse(const Error& error) {
  if (error.code == Code::internal || error.code == Code::corrupt) log::error("api.failed", error);
  if (error.id == kContentType) return workspace::problem(error, 415);
  return workspace::problem(error);
}

net::Response refuse_method(const std::string& allow) {
  auto response = workspace::problem(
      Error(Code::invalid, "api.method", "This address does not know that method.")
          .hinting("It knows " + allow + "."),
      405);
  response.headers.set("Allow", allow);
  return response;
}

}  // namespace

Routes::Routes(db::Database database, const Clock& clock, std::vector<Endpoint> endpoints)
    : database_(std::move(database)),
      clock_(clock),
      endpoints_(std::move(endpoints)),
      router_(make_router(endpoints_)) {}

std::size_t Routes::body_limit(std::string_view method, std::string_view path) const {
  const auto match = router_.find(method, path);
  constexpr std::size_t kUnknown = 64 * 1024;
  return match.kind == net::RouteMatch::Kind::found ? endpoints_[match.index].body_limit : kUnknown;
}

Task<net::Response> Routes::handle(const net::Request& request) {
  const net::RouteMatch match = router_.find(request.method, request.path);
  const std::string authorization(request.headers.get("Authorization"));
  const Instant now = clock_.now();
  const auto check = [authorization, now](db::Tx& tx) {
    return workspace::authenticate(tx, authorization, now);
  };
  auto who = co_await database_.read(check);
  if (!who) co_return refuse(who.error());
  if (who->use_is_stale) co_await note_use(*who, now);
  if (match.kind == net::RouteMatch::Kind::wrong_method) {
    co_return refuse_method(match.allow);
  }
  if (match.kind == net::RouteMatch::Kind::unknown_path) {
    co_return refuse(Error(Code::not_found, "api.no_such_route", "There is no such address.")
                         .hinting("GET /api/docs lists them all."));
  }
  const Endpoint& endpoint = endpoints_[match.index];
  Call call{.scope = who->scope,
            .installer = who->installer,
            .path = {},
            .request = &request,
            .body = {},
            .idempotency_key = {}};
  const auto names = capture_names(endpoint.pattern);
  for (std::size_t i = 0; i < names.size(); ++i)
    call.path.emplace_back(names[i], match.parameters[i]);
  for (Status status : {check_access(endpoint, *who), read_idempotency(endpoint, request, call),
                        read_body(endpoint, request, call)}) {
    if (!status) co_return refuse(status.error());
  }
  auto reply = co_await run(endpoint, std::move(call));
  if (!reply) co_return refuse(reply.error());
  co_return to_response(*reply);
}

Task<void> Routes::note_use(workspace::Authenticated who, Instant now) {
  const auto fn = [who, now](db::Tx& tx) {
    return workspace::note_api_key_use(tx, who.scope, who.key, now);
  };
  auto noted = co_await database_.write(fn, db::Priority::people);
  if (!noted) log::warning("api.key_use_not_noted", {{"error", noted.error().id}});
}

Task<Result<Reply>> Routes::run(const Endpoint& endpoint, Call call) {
  std::string thrown;
  try {
    if (endpoint.idempotency == Endpoint::Idempotency::required) {
      co_return co_await run_once(endpoint, std::move(call));
    }
    co_return co_await endpoint.handle(std::move(call));
  } catch (const std::exception& exception) {
    thrown = exception.what();
  }
  co_return Error(Code::internal, "api.exception", thrown);
}

/// The answer to a repeated key is the first one's; the effect itself is kept single by its effect
/// key, so a crash between effect and record only costs the record.
Task<Result<Reply>> Routes::run_once(const Endpoint& endpoint, Call call) {
  const Scope scope = call.scope;
  const std::string key = call.idempotency_key;
  const std::string route = call.request->method + " " + call.request->path;
  const std::string hash = net::to_hex(net::sha256(call.request->body));
  const auto find = [scope, key, route, hash](db::Tx& tx) {
    return workspace::find_idempotent(tx, scope, key, route, hash);
  };
  auto known = co_await database_.read(find);
  if (!known) co_return known.error();
  if (known->has_value()) co_return **known;
  auto reply = co_await endpoint.handle(std::move(call));
  if (!reply) co_return reply;
  const Instant now = clock_.now();
  const auto keep = [scope, key, route, hash, answer = *reply, now](db::Tx& tx) {
    return workspace::keep_idempotent(tx, scope, key, route, hash, answer, now);
  };
  auto kept = co_await database_.write(keep, db::Priority::people);
  if (!kept) log::warning("api.idempotency_not_kept", {{"error", kept.error().id}});
  co_return reply;
}

}  // namespace dunlin::server
