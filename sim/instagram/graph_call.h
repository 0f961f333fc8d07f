#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/json.h"
#include "net/http.h"
#include "sim/instagram/errors.h"

/// A request to the Graph host, taken apart.
namespace dunlin::instagram {

struct GraphCall {
  std::string method;
  std::vector<std::string> path;  ///< without the version
  json::Object query;             ///< strings
  json::Object body;              ///< of a JSON body, or of a form whose values may be JSON texts
  std::string token, proof;       ///< taken out of query, body or header
  std::string raw_body;

  [[nodiscard]] std::size_t depth() const { return path.size(); }
  /// From the body, else from the query; numbers and flags of JSON as text.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
};

std::variant<GraphCall, GraphError> parse_call(const net::Request& request);

/// Code 100 naming the first parameter that is neither allowed nor common to all calls.
std::optional<GraphError> refuse_unknown(const GraphCall& call,
                                         std::initializer_list<std::string_view> allowed);
/// The same for an object inside a body; `where` is its name in the message.
std::optional<GraphError> refuse_unknown_keys(const json::Object& object, std::string_view where,
                                              std::initializer_list<std::string_view> allowed);

}  // namespace dunlin::instagram
