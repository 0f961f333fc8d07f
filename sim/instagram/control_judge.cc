#include <algorithm>
#include <array>

#include "sim/instagram/control_routes.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

using Answer = Result<ControlAnswer>;

/// `after` counts entries from the first ever added, so that pages neither skip nor repeat.
template <class T>
Result<json::Object> page(const ControlCall& call, const Log<T>& log) {
  DUNLIN_TRY(const std::int64_t after, call.number("after", 0, INT64_MAX));
  DUNLIN_TRY(const std::int64_t limit, call.number("limit", 1000, 10'000));
  const auto gone = static_cast<std::int64_t>(log.dropped());
  const auto size = static_cast<std::int64_t>(log.all().size());
  const std::int64_t first = std::clamp<std::int64_t>(after - gone, 0, size);
  const std::int64_t last = std::min(size, first + limit);
  json::Array items;
  for (std::int64_t i = first; i < last; ++i) {
    items.push_back(view(log.all()[static_cast<std::size_t>(i)]));
  }
  return json::Object{
      {"items", std::move(items)}, {"next", gone + last}, {"more", last < size}, {"dropped", gone}};
}

Answer get_sends(ControlCall& call) {
  DUNLIN_TRY(json::Object body, page(call, call.core.sends));
  return ControlAnswer{.body = std::move(body)};
}

Answer get_calls(ControlCall& call) {
  DUNLIN_TRY(json::Object body, page(call, call.core.calls));
  return ControlAnswer{.body = std::move(body)};
}

Answer get_deliveries(ControlCall& call) {
  DUNLIN_TRY(json::Object body, page(call, call.core.deliveries));
  body["waiting"] = call.core.webhooks.waiting();
  return ControlAnswer{.body = std::move(body)};
}

constexpr std::array kRoutes = {
    ControlRoute{"GET", "/sim/api/sends", get_sends},
    ControlRoute{"GET", "/sim/api/calls", get_calls},
    ControlRoute{"GET", "/sim/api/deliveries", get_deliveries},
};

}  // namespace

std::span<const ControlRoute> judge_routes() {
  return kRoutes;
}

}  // namespace dunlin::instagram
