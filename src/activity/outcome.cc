#include <algorithm>
#include <array>

#include "activity/activity.h"

namespace dunlin::activity {
namespace {

constexpr std::array<std::string_view, 10> kNames{
    "answered", "no_answer",    "person_handles", "recorded",   "duplicate",
    "too_old",  "unknown_kind", "opted_out",      "test_event", "ignored"};

}  // namespace

std::string_view name(Outcome outcome) {
  const auto at = static_cast<std::size_t>(outcome);
  return at < kNames.size() ? kNames[at] : "unknown";
}

std::optional<Outcome> outcome_named(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Outcome>(found - kNames.begin());
}

}  // namespace dunlin::activity
