#include <algorithm>

#include "alerts/alerts.h"

namespace dunlin::alerts {
namespace {

using enum About;
using enum KindRow::Shipped;

constexpr std::array<std::string_view, kKindCount> kNames{"webhook_silence",
                                                          "account_disconnected",
                                                          "account_paused",
                                                          "token_expiring",
                                                          "parked_events",
                                                          "sends_unknown",
                                                          "queue_age",
                                                          "error_share",
                                                          "sign_in_failures",
                                                          "instagram_unreachable",
                                                          "disk_low",
                                                          "backup_old",
                                                          "test"};

constexpr std::array<KindRow, kKindCount - 1> kRows{{
    {Kind::webhook_silence, account, on, "hours", 1, 720, 48},
    {Kind::account_disconnected, account},
    {Kind::account_paused, account},
    {Kind::token_expiring, account, on, "days", 1, 60, 14},
    {Kind::parked_events, About::workspace, on, "events", 1, 10'000, 1},
    {Kind::sends_unknown, About::workspace, on, "minutes", 5, 1'440, 15},
    {Kind::queue_age, About::workspace, on, "minutes", 5, 10'080, 30},
    {Kind::error_share, About::workspace, on, "percent", 1, 100, 20},
    {Kind::sign_in_failures, member, on, "failures", 3, 100, 5},
    {Kind::instagram_unreachable, machine},
    {Kind::disk_low, machine, on, "mebibytes", 64, 1'048'576, 1'024},
    {Kind::backup_old, machine, off, "days", 1, 365, 7},
}};

template <std::size_t N>
std::optional<int> place(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto* const found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<int>(found - names.begin());
}

constexpr std::array<std::string_view, 4> kAbouts{"account", "member", "workspace", "machine"};
constexpr std::array<std::string_view, 2> kSeverities{"warning", "critical"};
constexpr std::array<std::string_view, 3> kStates{"open", "acknowledged", "over"};

}  // namespace

std::string_view name(Kind kind) {
  const auto at = static_cast<std::size_t>(kind);
  return at < kNames.size() ? kNames[at] : "unknown";
}
std::optional<Kind> kind_named(std::string_view text) {
  const auto found = place(kNames, text);
  if (!found) return std::nullopt;
  return static_cast<Kind>(*found);
}
std::string_view name(About about) {
  return kAbouts.at(static_cast<std::size_t>(about));
}
std::string_view name(Severity severity) {
  return kSeverities.at(static_cast<std::size_t>(severity));
}
std::string_view name(AlertState state) {
  return kStates.at(static_cast<std::size_t>(state));
}
std::optional<AlertState> alert_state_named(std::string_view text) {
  const auto found = place(kStates, text);
  if (!found) return std::nullopt;
  return static_cast<AlertState>(*found);
}

const std::array<KindRow, kKindCount - 1>& kinds() {
  return kRows;
}
const KindRow& row_of(Kind kind) {
  return kRows.at(static_cast<std::size_t>(kind));
}

Settings shipped_settings() {
  Settings out;
  for (const KindRow& row : kRows) {
    out.push_back({.kind = row.kind, .enabled = row.shipped == on, .threshold = row.standard});
  }
  return out;
}

AlertState state_of(const Alert& alert) {
  if (alert.over_at) return AlertState::over;
  return alert.acknowledged_at ? AlertState::acknowledged : AlertState::open;
}

}  // namespace dunlin::alerts
