#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "outbound/limiter.h"
#include "outbound/outbound.h"

/// What a workspace allows itself, within the ceilings (PRODUCT §6.3, docs/adr/0027). Pure.
namespace dunlin::outbound {

/// In the order in which people see them. Each holds for one account by itself.
enum class LimitName {
  calls_per_hour,
  messages_per_second,
  audio_video_per_second,
  private_replies_per_hour,
  campaign_messages_per_day,
  campaign_gap_seconds,
};
inline constexpr std::size_t kLimitNames = 6;
std::span<const LimitName> limit_names();
std::string_view name(LimitName limit);

/// Where an own limit may lie: from `ceiling` to `strictest`.
struct LimitBounds {
  enum class Kind { most, least };  ///< least: the gap, of which more is stricter
  enum class SetBy { instagram, dunlin, installer };
  char window;  ///< its name in the limiter's row
  Kind kind = Kind::most;
  SetBy set_by = SetBy::instagram;
  std::int64_t ceiling = 0, strictest = 1;

  [[nodiscard]] bool allows(std::int64_t own) const;
  /// The stricter of both: a ceiling that was lowered since holds.
  [[nodiscard]] std::int64_t in_force(std::optional<std::int64_t> own) const;
};
LimitBounds bounds(LimitName limit, const Budgets& budgets);
std::string_view name(LimitBounds::Kind kind);
std::string_view name(LimitBounds::SetBy set_by);

class OwnLimits {
 public:
  /// Nothing when the text is not one of ours. The empty text has none.
  static std::optional<OwnLimits> parse(std::string_view text);
  /// "calls_per_hour=100,campaign_gap_seconds=60".
  [[nodiscard]] std::string text() const;

  [[nodiscard]] std::optional<std::int64_t> of(LimitName limit) const {
    return values_[static_cast<std::size_t>(limit)];
  }
  void set(LimitName limit, std::optional<std::int64_t> value) {
    values_[static_cast<std::size_t>(limit)] = value;
  }
  friend bool operator==(const OwnLimits&, const OwnLimits&) = default;

 private:
  std::array<std::optional<std::int64_t>, kLimitNames> values_{};
};

}  // namespace dunlin::outbound
