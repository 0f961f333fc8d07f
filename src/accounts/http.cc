#include <algorithm>

#include "accounts/accounts.h"
#include "accounts/prove_token.h"
#include "json/reader.h"

namespace dunlin::accounts {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;
using workspace::time_json;

json::Value to_json(const Account& account) {
  json::Object out;
  out["id"] = to_text(account.id);
  out["ig_id"] = account.ig_id;
  out["username"] = account.username;
  out["state"] = name(account.state);
  out["state_reason"] = account.state_reason;
  out["transport"] = name(account.transport);
  out["paused_until"] = time_json(account.paused_until);
  out["automation_paused"] = account.automation_paused;
  out["human_agent"] = account.human_agent;
  out["has_token"] = account.has_token;
  out["token_expires_at"] = time_json(account.token_expires_at);
  out["at_most_once_since"] = time_json(account.doubted_at);
  return out;
}

Transport transport_named(std::string_view text) {
  for (const auto one : {Transport::graph, Transport::by_hand, Transport::device}) {
    if (name(one) == text) return one;
  }
  return Transport::simulator;
}

std::optional<net::Proxy> read_proxy(json::Reader& in) {
  const json::Value* value = in.optional_value("proxy");
  if (!value) return std::nullopt;
  json::Reader proxy(*value, in.path("proxy"));
  net::Proxy out;
  out.kind = proxy.choice("kind", {"http", "socks5"}) == "socks5" ? net::Proxy::Kind::socks5
                                                                  : net::Proxy::Kind::http_connect;
  out.host = proxy.text("host", {.min_bytes = 1, .max_bytes = 253});
  out.port = static_cast<int>(proxy.integer("port", 1, 65535));
  out.user = proxy.optional_text("user", {.max_bytes = 255}).value_or("");
  out.password = Secret<>(proxy.optional_text("password", {.max_bytes = 255}).value_or(""));
  if (const auto status = proxy.finish(); !status) {
    in.fault("proxy", status.error().id, "has a fault: " + status.error().message);
  }
  return out;
}

Result<NewAccount> read_account(const json::Value& body) {
  json::Reader in(body);
  NewAccount out;
  out.ig_id = in.text("ig_id", {.min_bytes = 1, .max_bytes = 32});
  out.username = in.text("username", {.min_bytes = 1, .max_bytes = 30});
  out.transport =
      transport_named(in.choice("transport", {"graph", "by_hand", "device", "simulator"}));
  out.token =
      Secret<>(in.optional_text("access_token", {.min_bytes = 1, .max_bytes = 4096}).value_or(""));
  if (const auto expiry = in.optional_text("token_expires_at", {.max_bytes = 40})) {
    out.token_expires_at = parse_rfc3339(*expiry);
    if (!out.token_expires_at) {
      in.fault("token_expires_at", "input.time", "must be a time such as 2026-11-21T12:00:00Z");
    }
  }
  out.human_agent = in.optional_flag("human_agent").value_or(false);
  out.proxy = read_proxy(in);
  if (!std::ranges::all_of(out.ig_id, [](char c) { return c >= '0' && c <= '9'; })) {
    in.fault("ig_id", "input.choice", "must be the number that Instagram gave the account");
  }
  DUNLIN_CHECK(in.finish());
  return out;
}

Task<Result<Reply>> get_accounts(db::Database database, const Call& call) {
  return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto found, list(tx, scope));
    json::Array items;
    for (const Account& account : found) items.push_back(to_json(account));
    return reply_with(workspace::page_json(std::move(items), std::nullopt));
  });
}

Task<Result<Reply>> get_account(db::Database database, const Call& call) {
  const auto id = call.id<AccountId>();
  if (!id) return workspace::answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Account account, find(tx, scope, id));
    return reply_with(to_json(account));
  });
}

/// What the endpoints stand on.
struct Needs {
  db::Database database;
  Seams* seams;
  const Vault* vault;
  graph::Graph* graph;
};

/// The right and the way by which the account will call: a known account without a new proxy keeps
/// its own.
Task<Result<graph::Caller>> caller_of(Needs needs, Scope scope, NewAccount account) {
  graph::Caller caller{.ig_id = account.ig_id, .token = account.token, .proxy = account.proxy};
  if (caller.proxy) co_return caller;
  const auto find_proxy = [scope, account, vault = needs.vault](db::Tx& tx) {
    return known_proxy(tx, scope, *vault, account.ig_id);
  };
  auto known = co_await needs.database.read(find_proxy);
  if (!known) co_return known.error();
  caller.proxy = *std::move(known);
  co_return caller;
}

/// No transaction is open while Instagram is asked.
Task<Result<std::string>> prove(Needs needs, Scope scope, NewAccount account) {
  if (account.token.empty()) co_return std::string();
  const auto caller = co_await caller_of(needs, scope, account);
  if (!caller) co_return caller.error();
  co_return co_await prove_token(*needs.graph, *caller);
}

Task<Result<Reply>> connect_proven(Needs needs, Call call, NewAccount account) {
  const Scope scope = call.scope;
  const auto username = co_await prove(needs, scope, account);
  if (!username) co_return username.error();
  if (!username->empty()) account.username = *username;
  account.id = needs.seams->ids.next<AccountId>();
  const Instant now = needs.seams->clock.now();
  const auto keep = [scope, account, vault = needs.vault, now](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Account made, connect(tx, scope, *vault, account, now));
    Reply reply = reply_with(to_json(made), made.id == account.id ? 201 : 200);
    reply.changed = {.object = to_text(made.id), .after = reply.body};
    return reply;
  };
  co_return co_await in_write(needs.database, call, keep);
}

Task<Result<Reply>> post_account(const Needs& needs, const Call& call) {
  auto input = read_account(call.body);
  if (!input) return workspace::answer(std::move(input).error());
  return connect_proven(needs, call, *std::move(input));
}

Task<Result<Reply>> patch_account(db::Database database, const Call& call) {
  const auto id = call.id<AccountId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const auto paused = in.optional_flag("automation_paused");
  const auto human_agent = in.optional_flag("human_agent");
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return in_write(database, call, [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Account before, find(tx, scope, id));
    if (paused) DUNLIN_CHECK(set_automation_paused(tx, scope, id, *paused));
    if (human_agent) DUNLIN_CHECK(set_human_agent(tx, scope, id, *human_agent));
    DUNLIN_TRY(const Account account, find(tx, scope, id));
    Reply reply = reply_with(to_json(account));
    reply.changed = {.before = to_json(before), .after = reply.body};
    return reply;
  });
}

Task<Result<Reply>> post_disconnect(const Needs& needs, const OnDisconnect& then,
                                    const Call& call) {
  const auto id = call.id<AccountId>();
  if (!id) return workspace::answer(id.error());
  const Instant now = needs.seams->clock.now();
  return in_write(needs.database, call,
                  [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Account before, find(tx, scope, id));
                    DUNLIN_CHECK(disconnect(tx, scope, id));
                    if (then) DUNLIN_CHECK(then(tx, scope, id, now));
                    DUNLIN_TRY(const Account account, find(tx, scope, id));
                    Reply reply = reply_with(to_json(account));
                    reply.changed = {.before = to_json(before), .after = reply.body};
                    return reply;
                  });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams, const Vault& vault,
                                           graph::Graph& graph, OnDisconnect on_disconnect) {
  const Needs needs{.database = database, .seams = &seams, .vault = &vault, .graph = &graph};
  return {
      endpoint("GET", "/api/v1/accounts", Access::read,
               [database](const Call& call) { return get_accounts(database, call); }),
      changing("POST", "/api/v1/accounts", Access::operate, "account.connect",
               [needs](const Call& call) { return post_account(needs, call); }),
      endpoint("GET", "/api/v1/accounts/{id}", Access::read,
               [database](const Call& call) { return get_account(database, call); }),
      changing("PATCH", "/api/v1/accounts/{id}", Access::operate, "account.change",
               [database](const Call& call) { return patch_account(database, call); }),
      changing("POST", "/api/v1/accounts/{id}/disconnect", Access::administer, "account.disconnect",
               [needs, then = std::move(on_disconnect)](const Call& call) {
                 return post_disconnect(needs, then, call);
               }),
  };
}

}  // namespace dunlin::accounts
