#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunlin::net {

struct RoutePattern {
  std::string method;
  std::string path;  ///< "/api/v1/rules/{id}": a segment in braces captures one non-empty segment
};

struct RouteMatch {
  enum class Kind { found, unknown_path, wrong_method };
  Kind kind = Kind::unknown_path;
  std::size_t index = 0;                ///< of the pattern, when found
  std::vector<std::string> parameters;  ///< captured segments, in the order of the pattern
  std::string allow;                    ///< "GET, HEAD, POST" when the method is wrong
};

/// Paths to indices. A literal segment wins over a capture; HEAD finds GET where it has no route of
/// its own.
class Router {
 public:
  /// Errors: net.route_invalid (no leading '/', empty or half-braced segment), net.route_duplicate
  /// (the same method and path, whatever the names of captures).
  static Result<Router> create(const std::vector<RoutePattern>& patterns);

  /// `path` as in Request: decoded, without query.
  [[nodiscard]] RouteMatch find(std::string_view method, std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, std::size_t, std::less<>> literals;  ///< segment → index in nodes_
    std::size_t capture = 0;                                   ///< index in nodes_, 0 when none
    std::map<std::string, std::size_t, std::less<>> methods;   ///< method → index of the pattern
  };
  struct Search;
  Router() : nodes_(1) {}
  Status add(const RoutePattern& pattern, std::size_t index);
  std::size_t child(std::size_t node, std::string_view segment);
  void descend(Search& search, std::size_t node, std::string_view rest) const;
  void arrive(Search& search, const Node& node) const;

  std::vector<Node> nodes_;
};

}  // namespace dunlin::net
