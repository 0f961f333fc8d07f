#include <array>
#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "intake/decode_internal.h"
#include "json/json.h"

namespace dunlin::intake {
namespace {

/// Turns a stream of choices into JSON in Meta's vocabulary; an exhausted stream chooses the
/// simplest.
class JsonMaker {
 public:
  explicit JsonMaker(std::vector<std::uint8_t> choices) : choices_(std::move(choices)) {}

  json::Value value(int depth) {
    switch (pick(depth > 0 ? 9 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return pick(2) == 1;
      case 2:
        return static_cast<std::int64_t>(pick(256)) - 3;
      case 3:
        return 1.5e300;
      case 4:
        return json::Value(UINT64_MAX);
      case 5:
        return json::Value(word());
      case 6:
        return array(depth - 1);
      default:
        return object(depth - 1);
    }
  }

  json::Array array(int depth) {
    json::Array out;
    for (int left = pick(4); left > 0; --left) out.push_back(value(depth));
    return out;
  }

  json::Object object(int depth) {
    json::Object out;
    for (int left = pick(5); left > 0; --left) out[word()] = value(depth);
    return out;
  }

 private:
  int pick(int bound) {
    if (next_ >= choices_.size()) return 0;
    return choices_[next_++] % bound;
  }

  std::string word() {
    static constexpr std::array kWords = {
        "",           "id",        "mid",           "text",       "message",   "sender",
        "recipient",  "timestamp", "messaging",     "standby",    "changes",   "field",
        "value",      "comments",  "live_comments", "mentions",   "messages",  "story_insights",
        "comment_id", "media",     "media_id",      "from",       "object",    "instagram",
        "entry",      "time",      "reaction",      "action",     "react",     "postback",
        "payload",    "referral",  "read",          "optin",      "app_roles", "attachments",
        "type",       "url",       "is_echo",       "is_deleted", "reply_to",  "story",
        "generic",    "elements",  "message_edit",  "num_edit",   "1790000000"};
    return kWords[static_cast<std::size_t>(pick(kWords.size()))];
  }

  std::vector<std::uint8_t> choices_;
  std::size_t next_ = 0;
};

using Choices = std::vector<std::uint8_t>;

json::Value made(const Choices& choices, int depth = 6) {
  return JsonMaker(choices).value(depth);
}

/// Everything a caller may ask of an event, so that a sanitizer sees it.
void touch(const Decoded& decoded) {
  for (const Event& event : decoded.events) {
    RC_ASSERT(!event.kind().empty());
    RC_ASSERT(!event.key().empty());
    RC_ASSERT(event.key().size() <= 512);
    RC_ASSERT(event.person_id().size() < 1'000'000);
  }
}

RC_GTEST_PROP(Decode, answers_any_bytes, (const std::string& bytes)) {
  touch(decode(bytes));
}

RC_GTEST_PROP(Decode, answers_any_json, (const Choices& choices)) {
  const Decoded decoded = decode(json::print(made(choices)));
  touch(decoded);
  RC_ASSERT(decoded.events.empty() || decoded.undecodable.empty());
}

RC_GTEST_PROP(Decode, gives_as_many_events_as_there_are_elements,
              (const std::vector<Choices>& messaging, const std::vector<Choices>& standby,
               const std::vector<Choices>& changes)) {
  const auto list = [](const std::vector<Choices>& elements) {
    json::Array out;
    for (const Choices& choices : elements) out.push_back(made(choices));
    return out;
  };
  const json::Value body = {{"object", "instagram"},
                            {"entry",
                             {{{"id", "17841400000000042"},
                               {"messaging", list(messaging)},
                               {"standby", list(standby)},
                               {"changes", list(changes)}}}}};
  const Decoded decoded = decode(json::print(body));
  touch(decoded);
  RC_ASSERT(decoded.undecodable.empty());
  RC_ASSERT(decoded.events.size() == messaging.size() + standby.size() + changes.size());
}

RC_GTEST_PROP(Decode, reads_an_element_alike_whatever_its_neighbours_are,
              (const Choices& before, const Choices& after)) {
  const json::Value sound = {{"sender", {{"id", "880011000000001"}}},
                             {"recipient", {{"id", "17841400000000042"}}},
                             {"timestamp", 1790000000100},
                             {"message", {{"mid", "aWdfA1"}, {"text", "hi"}}}};
  const json::Value body = {
      {"object", "instagram"},
      {"entry",
       {{{"id", "17841400000000042"}, {"messaging", {made(before), sound, made(after)}}}}}};
  const Decoded decoded = decode(json::print(body));
  RC_ASSERT(decoded.events.size() == 3U);
  RC_ASSERT(decoded.events[1].key() == "message:aWdfA1");
  RC_ASSERT(std::get<Message>(decoded.events[1].payload).text == "hi");
}

std::optional<std::int64_t> ms_of(const json::Value& value) {
  const auto at = instant_of(&value);
  if (!at) return std::nullopt;
  return to_ms(*at);
}

TEST(InstantOf, tells_seconds_and_milliseconds_apart_by_magnitude) {
  EXPECT_EQ(ms_of(1790000000), 1790000000000);
  EXPECT_EQ(ms_of(1790000000321), 1790000000321);
  EXPECT_EQ(ms_of(99'999'999'999), 99'999'999'999'000);
  EXPECT_EQ(ms_of(100'000'000'000), 100'000'000'000);
}

TEST(InstantOf, reads_numbers_written_as_text) {
  EXPECT_EQ(ms_of("1527459824"), 1527459824000);
  EXPECT_EQ(ms_of("1527459824 "), std::nullopt);
  EXPECT_EQ(ms_of("soon"), std::nullopt);
  EXPECT_EQ(ms_of(""), std::nullopt);
}

TEST(InstantOf, gives_nothing_for_what_is_no_time) {
  EXPECT_EQ(ms_of(0), std::nullopt);
  EXPECT_EQ(ms_of(-5), std::nullopt);
  EXPECT_EQ(ms_of(1.5), std::nullopt);
  EXPECT_EQ(ms_of(INT64_MAX), std::nullopt);
  EXPECT_EQ(ms_of(json::Value(UINT64_MAX)), std::nullopt);
  EXPECT_EQ(ms_of(nullptr), std::nullopt);
  EXPECT_EQ(instant_of(nullptr), std::nullopt);
}

}  // namespace
}  // namespace dunlin::intake
