#include "server/routes.h"

#include <exception>

#include "base/log.h"
#include "net/signature.h"
#include "server/known_ids.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

constexpr std::string_view kContentType = "api.content_type";

using workspace::Access;
using workspace::Call;
using workspace::Endpoint;
using workspace::Principal;
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

bool only_reads(const net::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

/// What a page of another origin could send with a person's cookie is refused (RELIABILITY §3.3). A
/// key comes with no cookie.
Status check_origin(const net::Request& request, const workspace::Recognised& caller,
                    const Secret<>& session) {
  if (only_reads(request) || caller.who.kind == Principal::Kind::key) return {};
  bool good = workspace::is_same_origin(request);
  if (caller.signed_in) {
    const std::string wanted = workspace::csrf_token(session);
    good = good && net::equal_constant_time(request.headers.get("X-CSRF-Token"), wanted);
  }
  if (good) return {};
  return Error(Code::forbidden, "auth.other_origin",
               "This request does not come from a page of this server.")
      .at("X-CSRF-Token")
      .hinting("Send the csrf_token of GET /api/v1/me in the header X-CSRF-Token.");
}

/// What a page asks for by itself, with nobody before it, is no use of the session.
bool is_unattended(const net::Request& request) {
  return !request.headers.get("Dunlin-Unattended").empty();
}

workspace::Trail trail_of(const Endpoint& endpoint, const net::Request& request, Seams& seams) {
  workspace::Trail trail{.id = seams.ids.next<AuditId>(),
                         .at = seams.clock.now(),
                         .action = endpoint.action,
                         .object = "",
                         .address = request.peer.address};
  const Access access = endpoint.access;
  if (access == Access::everyone || access == Access::person || access == Access::installer ||
      access == Access::machine) {
    trail.under = workspace::Trail::Under::installation;
  }
  return trail;
}

Status read_body(const Endpoint& endpoint, const net::Request& request, Call& call) {
  if (endpoint.raw_body || only_reads(request)) return {};
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

net::Response without_headers(const Reply& reply) {
  if (!reply.raw_content_type.empty()) {
    net::Response response = net::Response::text(reply.status, reply.raw_body);
    response.headers.set("Content-Type", reply.raw_content_type);
    if (reply.stream) response.headers.set("X-Accel-Buffering", "no");
    response.stream = reply.stream;
    return response;
  }
  if (reply.status == 204) return net::Response::text(204, "");
  return net::Response::json(reply.status, json::print(reply.body));
}

net::Response to_response(const Reply& reply) {
  net::Response response = without_headers(reply);
  for (const auto& [name, value] : reply.headers) response.headers.add(name, value);
  return response;
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

Error workspace_left() {
  return Error(Code::not_found, "workspace.not_found", "There is no such workspace");
}

}  // namespace

Routes::Routes(db::Database database, Seams& seams, std::vector<Endpoint> endpoints,
               workspace::CookieKind cookie)
    : database_(std::move(database)),
      seams_(seams),
      endpoints_(std::move(endpoints)),
      router_(make_router(endpoints_)),
      cookie_(cookie) {}

std::size_t Routes::body_limit(std::string_view method, std::string_view path) const {
  const auto match = router_.find(method, path);
  constexpr std::size_t kUnknown = 64 * 1024;
  return match.kind == net::RouteMatch::Kind::found ? endpoints_[match.index].body_limit : kUnknown;
}

workspace::Claims Routes::claims_of(const net::Request& request, const Endpoint* endpoint) const {
  workspace::Claims claims{.authorization = std::string(request.headers.get("Authorization")),
                           .session = workspace::session_token(request.headers, cookie_),
                           .workspace = std::nullopt};
  const bool by_query =
      endpoint != nullptr && endpoint->workspace_in == Endpoint::WorkspaceIn::query_too;
  if (request.headers.count("Dunlin-Workspace") > 0) {
    claims.workspace = request.headers.get("Dunlin-Workspace");
  } else if (const auto asked = request.parameter("workspace"); by_query && asked) {
    claims.workspace = *asked;
  }
  return claims;
}

Task<Result<workspace::Recognised>> Routes::recognise(workspace::Claims claims,
                                                      const Endpoint* endpoint, Instant now) {
  const auto check = [claims, now](db::Tx& tx) { return workspace::recognise(tx, claims, now); };
  auto caller = co_await database_.read(check);
  const bool for_everyone = endpoint != nullptr && endpoint->access == Access::everyone;
  if (caller || !for_everyone || caller.error().code != Code::unauthorized) co_return caller;
  const auto nobody = [now](db::Tx& tx) { return workspace::recognise(tx, {}, now); };
  co_return co_await database_.read(nobody);
}

Task<net::Response> Routes::handle(const net::Request& request) {
  const net::RouteMatch match = router_.find(request.method, request.path);
  const bool found = match.kind == net::RouteMatch::Kind::found;
  const Endpoint* const endpoint = found ? &endpoints_[match.index] : nullptr;
  const Instant now = seams_.clock.now();
  const workspace::Claims claims = claims_of(request, endpoint);
  auto caller = co_await recognise(claims, endpoint, now);
  if (!caller) co_return refuse(caller.error());
  if (caller->use_is_stale && !is_unattended(request)) co_await note_use(*caller, now);
  // Who is nobody is not told what exists.
  const Access least = endpoint != nullptr ? endpoint->access : Access::read;
  const bool nobody = caller->who.kind == Principal::Kind::nobody;
  if (nobody && least != Access::everyone) {
    co_return refuse(workspace::check_access(caller->who, least).error());
  }
  if (match.kind == net::RouteMatch::Kind::wrong_method) co_return refuse_method(match.allow);
  if (endpoint == nullptr) {
    co_return refuse(Error(Code::not_found, "api.no_such_route", "There is no such address.")
                         .hinting("GET /api/docs lists them all."));
  }
  co_return co_await serve(*endpoint, match.parameters, *caller, claims, request);
}

Task<net::Response> Routes::serve(const Endpoint& endpoint,
                                  const std::vector<std::string>& captured,
                                  const workspace::Recognised& caller,
                                  const workspace::Claims& claims, const net::Request& request) {
  Call call{.scope = caller.scope,
            .installer = caller.who.installer == workspace::Installer::yes,
            .path = {},
            .request = &request,
            .body = {},
            .idempotency_key = {},
            .who = caller.who,
            .signed_in = caller.signed_in,
            .trail = trail_of(endpoint, request, seams_),
            .still_allowed = [this, claims, &endpoint, workspace = caller.scope.workspace()] {
              return ask_again(claims, &endpoint, workspace);
            }};
  const auto names = capture_names(endpoint.pattern);
  for (std::size_t i = 0; i < names.size(); ++i) call.path.emplace_back(names[i], captured[i]);
  const Secret<> session = workspace::session_token(request.headers, cookie_);
  for (Status status :
       {check_origin(request, caller, session), workspace::admit(caller, endpoint.access),
        read_idempotency(endpoint, request, call), read_body(endpoint, request, call)}) {
    if (!status) co_return refuse(status.error());
  }
  auto known = co_await find_named(endpoint, call);
  if (!known) co_return refuse(known.error());
  auto reply = co_await run(endpoint, std::move(call));
  if (!reply) co_return refuse(reply.error());
  co_return to_response(*reply);
}

Task<Status> Routes::find_named(const Endpoint& endpoint, const Call& call) {
  const auto ids = named_ids(endpoint, *call.request, call.body);
  if (ids.empty()) co_return Status{};
  const auto check = [scope = call.scope, ids](db::Tx& tx) {
    return check_named_ids(tx, scope, ids);
  };
  co_return co_await database_.read(check);
}

Task<Status> Routes::ask_again(workspace::Claims claims, const Endpoint* endpoint,
                               WorkspaceId workspace) {
  const auto check = [claims, now = seams_.clock.now()](db::Tx& tx) {
    return workspace::recognise(tx, claims, now);
  };
  auto caller = co_await database_.read(check);
  if (!caller) co_return caller.error();
  if (caller->scope.workspace() != workspace) co_return workspace_left();
  co_return workspace::admit(*caller, endpoint->access);
}

Task<void> Routes::note_use(workspace::Recognised caller, Instant now) {
  const auto fn = [caller, now](db::Tx& tx) { return workspace::note_use(tx, caller, now); };
  auto noted = co_await database_.write(fn, db::Priority::people);
  if (!noted) log::warning("api.use_not_noted", {{"error", noted.error().id}});
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
  const Instant now = seams_.clock.now();
  const auto keep = [scope, key, route, hash, answer = *reply, now](db::Tx& tx) {
    return workspace::keep_idempotent(tx, scope, key, route, hash, answer, now);
  };
  auto kept = co_await database_.write(keep, db::Priority::people);
  if (!kept) log::warning("api.idempotency_not_kept", {{"error", kept.error().id}});
  co_return reply;
}

}  // namespace dunlin::server
