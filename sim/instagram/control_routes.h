#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.h"
#include "sim/instagram/core.h"

/// The endpoints of the control API that answer at once.
namespace dunlin::instagram {

struct ControlCall {
  Core& core;
  const net::Request& request;
  std::vector<std::string> parameters;  ///< captured by the path
  const json::Value& body;              ///< an object

  [[nodiscard]] std::string parameter(std::size_t index) const { return parameters.at(index); }
  /// Query parameter or "".
  [[nodiscard]] std::string query(std::string_view name) const;
  [[nodiscard]] Result<std::int64_t> number(std::string_view name, std::int64_t standard,
                                            std::int64_t most) const;
};

struct ControlAnswer {
  int status = 200;
  json::Value body = json::Object{};
};

struct ControlRoute {
  std::string_view method, path;
  Result<ControlAnswer> (*answer)(ControlCall& call);
};

std::span<const ControlRoute> world_routes();   ///< state, accounts, media, faults, switches, reset
std::span<const ControlRoute> people_routes();  ///< what people do
std::span<const ControlRoute> judge_routes();   ///< sends, calls, deliveries

}  // namespace dunlin::instagram
