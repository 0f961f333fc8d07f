#include "sim/instagram/options.h"

#include <algorithm>
#include <array>
#include <span>

#include "json/reader.h"

namespace dunlin::instagram {
namespace {

constexpr std::array<std::string_view, 3> kCommentShapes = {"changes", "changes_comment_id",
                                                            "flat"};
constexpr std::array<std::string_view, 2> kWrappings = {"flat", "data"};
constexpr std::array<std::string_view, 3> kNewMessages = {"message", "edit_first", "edit_only"};
constexpr std::array<std::string_view, 3> kPostShares = {"ig_post", "share", "both"};
constexpr std::array<std::string_view, 2> kEntryTimes = {"by_kind", "all_ms"};
constexpr std::array<std::string_view, 2> kRetries = {"up_to_36_h", "unsubscribe_after_1_h"};
constexpr std::array<std::string_view, 2> kErrorStatuses = {"plain", "varied"};

template <class Enum>
std::string_view text_of(Enum value, std::span<const std::string_view> names) {
  return names[static_cast<std::size_t>(value)];
}

template <class Enum>
void read(json::Reader& in, std::string_view field, std::span<const std::string_view> names,
          Enum& out) {
  const auto text = in.optional_text(field, {.max_bytes = 40});
  if (!text) return;
  const auto it = std::find(names.begin(), names.end(), *text);
  if (it == names.end()) return in.fault(field, "sim.switch_invalid", "is none of its values");
  out = static_cast<Enum>(it - names.begin());
}

void read(json::Reader& in, std::string_view field, std::initializer_list<int> allowed, int& out) {
  const auto number = in.optional_integer(field, 0, 1'000'000);
  if (!number) return;
  if (std::find(allowed.begin(), allowed.end(), *number) == allowed.end()) {
    return in.fault(field, "sim.switch_invalid", "is none of its values");
  }
  out = static_cast<int>(*number);
}

}  // namespace

json::Value to_json(const Switches& s) {
  return json::Object{
      {"comment_shape", text_of(s.comment_shape, kCommentShapes)},
      {"wrapping", text_of(s.wrapping, kWrappings)},
      {"new_message", text_of(s.new_message, kNewMessages)},
      {"post_share", text_of(s.post_share, kPostShares)},
      {"entry_time", text_of(s.entry_time, kEntryTimes)},
      {"retries", text_of(s.retries, kRetries)},
      {"ack_limit_ms", s.ack_limit / std::chrono::milliseconds{1}},
      {"sends_per_second", s.sends_per_second},
      {"echoes", s.echoes},
      {"profile_without_consent", s.profile_without_consent},
      {"second_private_reply", s.second_private_reply},
      {"error_status", text_of(s.error_status, kErrorStatuses)},
  };
}

Status change(Switches& switches, const json::Value& wanted) {
  Switches next = switches;
  json::Reader in(wanted);
  read(in, "comment_shape", kCommentShapes, next.comment_shape);
  read(in, "wrapping", kWrappings, next.wrapping);
  read(in, "new_message", kNewMessages, next.new_message);
  read(in, "post_share", kPostShares, next.post_share);
  read(in, "entry_time", kEntryTimes, next.entry_time);
  read(in, "retries", kRetries, next.retries);
  read(in, "error_status", kErrorStatuses, next.error_status);
  read(in, "profile_without_consent", {230, 100}, next.profile_without_consent);
  read(in, "second_private_reply", {10900, 10}, next.second_private_reply);
  if (const auto ms = in.optional_integer("ack_limit_ms", 100, 60'000)) {
    next.ack_limit = std::chrono::milliseconds{*ms};
  }
  if (const auto rate = in.optional_integer("sends_per_second", 1, 1'000'000)) {
    next.sends_per_second = static_cast<int>(*rate);
  }
  if (const auto echoes = in.optional_flag("echoes")) next.echoes = *echoes;
  DUNLIN_CHECK(in.finish());
  switches = next;
  return {};
}

}  // namespace dunlin::instagram
