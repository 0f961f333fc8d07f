#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "rules/rule.h"

/// The words for enums in the JSON and YAML forms, the API and traces.
namespace dunlin::rules {

template <class Enum, std::size_t N>
struct Names {
  std::array<std::pair<Enum, std::string_view>, N> table;

  [[nodiscard]] constexpr std::string_view of(Enum value) const {
    for (const auto& [key, name] : table) {
      if (key == value) return name;
    }
    return "";
  }
  [[nodiscard]] constexpr std::optional<Enum> find(std::string_view name) const {
    for (const auto& [key, known] : table) {
      if (known == name) return key;
    }
    return std::nullopt;
  }
};
template <class Enum, std::size_t N>
constexpr Names<Enum, N> make_names(const std::pair<Enum, std::string_view> (&table)[N]) {
  return {std::to_array(table)};
}

inline constexpr auto kTriggerNames =
    make_names<Trigger>({{Trigger::message, "message"},
                         {Trigger::comment, "comment"},
                         {Trigger::live_comment, "live_comment"},
                         {Trigger::story_reply, "story_reply"},
                         {Trigger::story_mention, "story_mention"},
                         {Trigger::postback, "postback"},
                         {Trigger::reaction, "reaction"},
                         {Trigger::referral, "referral"},
                         {Trigger::first_contact, "first_contact"},
                         {Trigger::no_match, "no_match"}});
inline constexpr auto kMatchKindNames = make_names<MatchKind>({{MatchKind::word, "word"},
                                                               {MatchKind::phrase, "phrase"},
                                                               {MatchKind::contains, "contains"},
                                                               {MatchKind::exact, "exact"},
                                                               {MatchKind::regex, "regex"}});
inline constexpr auto kWhenNames = make_names<Schedule::When>(
    {{Schedule::When::inside, "inside"}, {Schedule::When::outside, "outside"}});
inline constexpr auto kTestTrafficNames =
    make_names<Conditions::TestTraffic>({{Conditions::TestTraffic::any, "any"},
                                         {Conditions::TestTraffic::only, "only"},
                                         {Conditions::TestTraffic::never, "never"}});
inline constexpr auto kThenNames =
    make_names<Rule::Then>({{Rule::Then::stop, "stop"}, {Rule::Then::keep_going, "keep_going"}});
inline constexpr auto kMediaNames =
    make_names<graph::Media::Kind>({{graph::Media::Kind::image, "image"},
                                    {graph::Media::Kind::video, "video"},
                                    {graph::Media::Kind::audio, "audio"},
                                    {graph::Media::Kind::file, "file"}});
inline constexpr auto kButtonNames = make_names<graph::Button::Kind>(
    {{graph::Button::Kind::web_url, "web_url"}, {graph::Button::Kind::postback, "postback"}});

/// What a message can be, as Facts::message_kind says it.
inline constexpr std::array<std::string_view, 16> kMessageKinds{
    "text",          "image",       "video",       "audio", "file",      "share",
    "story_mention", "story_reply", "reel",        "post",  "ephemeral", "postback",
    "quick_reply",   "template",    "unsupported", "other"};

/// "reply", "content", "add_tag", "hand_to_person", "close_conversation".
std::string_view kind_name(const Action& action);

}  // namespace dunlin::rules
