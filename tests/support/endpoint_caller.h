#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.h"
#include "workspace/endpoint.h"

/// Calls rows of an endpoint table as the router would: `caller.call("GET",
/// "/api/v1/contacts/con_x?limit=2")`.
namespace dunlin::testing {

class EndpointCaller {
 public:
  explicit EndpointCaller(std::vector<workspace::Endpoint> table) : table_(std::move(table)) {}

  /// Who calls from now on; everything that a key may do, unless told.
  void act_as(workspace::Principal who, std::optional<workspace::SignedIn> signed_in) {
    who_ = std::move(who);
    signed_in_ = std::move(signed_in);
  }
  /// The handler's task; `call_*` of the fixture waits for it.
  Task<Result<workspace::Reply>> start(const Scope& scope, std::string_view method,
                                       std::string_view target, json::Value body = nullptr,
                                       bool installer = false) {
    const auto question = target.find('?');
    const std::string_view path = target.substr(0, question);
    request_ = net::Request{};
    request_.method = method;
    request_.path = path;
    if (question != std::string_view::npos) {
      request_.query = net::parse_query(target.substr(question + 1)).value();
    }
    for (const workspace::Endpoint& endpoint : table_) {
      std::vector<std::pair<std::string, std::string>> captured;
      if (endpoint.method != method || !matches(endpoint.pattern, path, captured)) continue;
      return endpoint.handle(
          workspace::Call{.scope = scope,
                          .installer = installer,
                          .path = captured,
                          .request = &request_,
                          .body = std::move(body),
                          .idempotency_key = "",
                          .who = who_,
                          .signed_in = signed_in_,
                          .trail = {.id = AuditId{++trails_}, .action = endpoint.action}});
    }
    check(false, "a test calls an endpoint that exists");
    return workspace::answer(workspace::Reply{});
  }

 private:
  static std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 1; from <= path.size();) {
      const auto slash = std::min(path.find('/', from), path.size());
      parts.push_back(path.substr(from, slash - from));
      from = slash + 1;
    }
    return parts;
  }
  static bool matches(std::string_view pattern, std::string_view path,
                      std::vector<std::pair<std::string, std::string>>& captured) {
    const auto wanted = split(pattern);
    const auto given = split(path);
    if (wanted.size() != given.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].starts_with('{')) {
        captured.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
      } else if (wanted[i] != given[i]) {
        return false;
      }
    }
    return true;
  }

  std::vector<workspace::Endpoint> table_;
  net::Request request_;
  workspace::Principal who_{.kind = workspace::Principal::Kind::key,
                            .role = std::nullopt,
                            .scopes = workspace::KeyScopes::everything()};
  std::optional<workspace::SignedIn> signed_in_;
  std::int64_t trails_ = 0;
};

}  // namespace dunlin::testing
