#include "net/router.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dunlin::net {
namespace {

/// Takes "/segment" off the front of `rest`.
std::string_view take_segment(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('/', 1), rest.size());
  const std::string_view segment = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  return segment;
}

bool captures(std::string_view segment) {
  return segment.starts_with('{');
}

bool well_formed(std::string_view segment) {
  if (segment.empty()) return false;
  const bool braces = segment.find_first_of("{}") != std::string_view::npos;
  if (!braces) return true;
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}' &&
         segment.find_first_of("{}", 1) == segment.size() - 1;
}

}  // namespace

struct Router::Search {
  std::string_view method;
  RouteMatch match;
  std::vector<std::string_view> captured;
  std::set<std::string, std::less<>> allowed;
};

Result<Router> Router::create(const std::vector<RoutePattern>& patterns) {
  Router router;
  for (std::size_t i = 0; i < patterns.size(); ++i) DUNLIN_CHECK(router.add(patterns[i], i));
  return router;
}

std::size_t Router::child(std::size_t node, std::string_view segment) {
  const std::size_t next = nodes_.size();
  if (captures(segment)) {
    if (nodes_[node].capture != 0) return nodes_[node].capture;
    nodes_[node].capture = next;
  } else {
    const auto [found, added] = nodes_[node].literals.emplace(segment, next);
    if (!added) return found->second;
  }
  nodes_.emplace_back();
  return next;
}

Status Router::add(const RoutePattern& pattern, std::size_t index) {
  const auto invalid = [&] {
    return Error(Code::invalid, "net.route_invalid",
                 fmt::format("The route '{} {}' is malformed.", pattern.method, pattern.path));
  };
  std::string_view rest = pattern.path;
  if (!rest.starts_with('/') || pattern.method.empty()) return invalid();
  if (rest == "/") rest = {};
  std::size_t node = 0;
  while (!rest.empty()) {
    const std::string_view segment = take_segment(rest);
    if (!well_formed(segment)) return invalid();
    node = child(node, segment);
  }
  if (nodes_[node].methods.emplace(pattern.method, index).second) return {};
  return Error(Code::conflict, "net.route_duplicate",
               fmt::format("The route '{} {}' exists twice.", pattern.method, pattern.path));
}

void Router::arrive(Search& search, const Node& node) const {
  auto found = node.methods.find(search.method);
  if (found == node.methods.end() && search.method == "HEAD") found = node.methods.find("GET");
  if (found != node.methods.end()) {
    search.match.kind = RouteMatch::Kind::found;
    search.match.index = found->second;
    search.match.parameters.assign(search.captured.begin(), search.captured.end());
    return;
  }
  for (const auto& [method, index] : node.methods) {
    search.allowed.insert(method);
    if (method == "GET") search.allowed.insert("HEAD");
  }
}

void Router::descend(Search& search, std::size_t at, std::string_view rest) const {
  const Node& node = nodes_[at];
  if (rest.empty()) return arrive(search, node);
  const std::string_view segment = take_segment(rest);
  if (const auto next = node.literals.find(segment); next != node.literals.end()) {
    descend(search, next->second, rest);
  }
  if (search.match.kind == RouteMatch::Kind::found || node.capture == 0 || segment.empty()) return;
  search.captured.push_back(segment);
  descend(search, node.capture, rest);
  search.captured.pop_back();
}

RouteMatch Router::find(std::string_view method, std::string_view path) const {
  if (!path.starts_with('/')) return {};
  Search search{.method = method, .match = {}, .captured = {}, .allowed = {}};
  descend(search, 0, path == "/" ? std::string_view() : path);
  if (search.match.kind != RouteMatch::Kind::found && !search.allowed.empty()) {
    search.match.kind = RouteMatch::Kind::wrong_method;
    search.match.allow = fmt::format("{}", fmt::join(search.allowed, ", "));
  }
  return std::move(search.match);
}

}  // namespace dunlin::net
