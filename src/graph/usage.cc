#include <algorithm>
#include <array>

#include "graph/graph.h"
#include "json/json.h"

namespace dunlin::graph {
namespace {

constexpr std::array<std::string_view, 3> kShares = {"call_count", "total_time", "total_cputime"};
/// A wait beyond this is taken for nonsense and cut, so that a faulty header cannot silence an
/// account.
constexpr std::int64_t kLongestWaitMinutes = std::int64_t{24} * 60;

std::int64_t number(const json::Object& object, std::string_view key) {
  const json::Value* found = object.if_contains(key);
  if (!found) return 0;
  if (found->is_int64()) return found->get_int64();
  if (found->is_double() && found->get_double() > 0 && found->get_double() < 1e9) {
    return static_cast<std::int64_t>(found->get_double());
  }
  return 0;
}

void add_shares(Usage& usage, const json::Object& object) {
  for (const std::string_view share : kShares) {
    const auto percent = std::clamp<std::int64_t>(number(object, share), 0, 1000);
    usage.percent = std::max(usage.percent, static_cast<int>(percent));
  }
}

void add_business_case(Usage& usage, const json::Object& object) {
  add_shares(usage, object);
  const auto minutes =
      std::min(number(object, "estimated_time_to_regain_access"), kLongestWaitMinutes);
  if (minutes <= 0) return;
  const Duration wait = std::chrono::minutes{minutes};
  usage.regain_after = std::max(usage.regain_after.value_or(wait), wait);
}

/// Nothing when the header is absent or not an object: usage is advice, never a fault of the call.
json::Object header_object(const net::Headers& headers, std::string_view name) {
  const std::string_view text = headers.get(name);
  if (text.empty()) return {};
  auto value = json::parse(text);
  if (!value || !value->is_object()) return {};
  return std::move(value->get_object());
}

}  // namespace

Usage read_usage(const net::Headers& headers) {
  Usage usage;
  add_shares(usage, header_object(headers, "X-App-Usage"));
  for (const auto& business : header_object(headers, "X-Business-Use-Case-Usage")) {
    if (!business.value().is_array()) continue;
    for (const json::Value& use_case : business.value().get_array()) {
      if (use_case.is_object()) add_business_case(usage, use_case.get_object());
    }
  }
  return usage;
}

}  // namespace dunlin::graph
