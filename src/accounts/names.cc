#include <array>

#include "accounts/accounts.h"

namespace dunlin::accounts {
namespace {

constexpr std::array<std::string_view, 4> kStates{"active", "needs_reconnect", "paused",
                                                  "disconnected"};
constexpr std::array<std::string_view, 4> kTransports{"graph", "by_hand", "device", "simulator"};

}  // namespace

std::string_view name(State state) {
  const auto at = static_cast<std::size_t>(state);
  return at < kStates.size() ? kStates[at] : "unknown";
}

std::string_view name(Transport transport) {
  const auto at = static_cast<std::size_t>(transport);
  return at < kTransports.size() ? kTransports[at] : "unknown";
}

}  // namespace dunlin::accounts
