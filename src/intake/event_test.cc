#include "intake/event.h"

#include <set>

#include <gtest/gtest.h>

namespace dunlin::intake {
namespace {

Event event_with(Payload payload) {
  Event event;
  event.account_ig_id = "100";
  event.sender_id = "7";
  event.recipient_id = "100";
  event.at = from_ms(1790000000100);
  event.payload = std::move(payload);
  return event;
}

Message message_with_mid(std::string mid) {
  Message message;
  message.mid = std::move(mid);
  return message;
}

TEST(PersonOfAnEvent, is_the_sender) {
  EXPECT_EQ(event_with(message_with_mid("m")).person_id(), "7");
}

TEST(PersonOfAnEvent, is_the_recipient_of_an_echo) {
  Message echo = message_with_mid("m");
  echo.is_echo = true;
  Event event = event_with(echo);
  event.sender_id = "100";
  event.recipient_id = "7";
  EXPECT_EQ(event.person_id(), "7");
}

TEST(PersonOfAnEvent, is_the_recipient_of_what_the_account_deleted) {
  Event event = event_with(MessageDeleted{"m"});
  event.sender_id = "100";
  event.recipient_id = "7";
  EXPECT_EQ(event.person_id(), "7");
}

TEST(PersonOfAnEvent, is_empty_when_nobody_is_named) {
  Event event = event_with(MessageEdited{"m", "", 0});
  event.sender_id.clear();
  event.recipient_id.clear();
  EXPECT_EQ(event.person_id(), "");
}

TEST(EventKey, is_the_mid_for_a_message_and_its_echo) {
  Message echo = message_with_mid("m1");
  echo.is_echo = true;
  EXPECT_EQ(event_with(message_with_mid("m1")).key(), "message:m1");
  EXPECT_EQ(event_with(echo).key(), "message:m1");
}

TEST(EventKey, holds_what_tells_events_of_a_kind_apart) {
  EXPECT_EQ(event_with(MessageEdited{"m1", "text", 2}).key(), "edit:m1:2");
  EXPECT_EQ(event_with(MessageDeleted{"m1"}).key(), "delete:m1");
  EXPECT_EQ(event_with(Reaction{"m1", "love", "", false}).key(),
            "reaction:m1:7:react:1790000000100");
  EXPECT_EQ(event_with(Reaction{"m1", "", "", true}).key(), "reaction:m1:7:unreact:1790000000100");
  EXPECT_EQ(event_with(Seen{"m1"}).key(), "seen:m1:7");
  EXPECT_EQ(event_with(Mention{"17", "18"}).key(), "mention:17:18");
}

TEST(EventKey, of_a_postback_is_its_mid_or_else_who_when_and_what) {
  Postback postback;
  postback.payload = "HOURS";
  EXPECT_EQ(event_with(postback).key(), "postback-of:7:1790000000100:HOURS");
  postback.mid = "m9";
  EXPECT_EQ(event_with(postback).key(), "postback:m9");
}

TEST(EventKey, of_a_comment_is_the_same_whether_live_or_not) {
  Comment comment;
  comment.comment_id = "17900";
  EXPECT_EQ(event_with(comment).key(), "comment:17900");
  comment.live = true;
  EXPECT_EQ(event_with(comment).key(), "comment:17900");
}

TEST(EventKey, of_kinds_without_an_id_follows_the_element) {
  constexpr std::string_view kBody =
      R"({"object":"instagram","entry":[{"id":"100","messaging":[)"
      R"({"sender":{"id":"7"},"timestamp":1790000000100,"referral":{"ref":"a"}},)"
      R"({"sender":{"id":"7"},"timestamp":1790000000100,"referral":{"ref":"b"}},)"
      R"({"sender":{"id":"7"},"timestamp":1790000000100,"optin":{"type":"a"}},)"
      R"({"sender":{"id":"7"},"timestamp":1790000000100,"app_roles":{"1":["a"]}},)"
      R"({"sender":{"id":"7"},"timestamp":1790000000100,"novelty":{"x":1}},)"
      R"({"sender":{"id":"7"},"timestamp":1790000000100,"novelty":{"x":2}}]}]})";
  std::set<std::string> keys;
  for (const Event& event : decode(kBody).events) keys.insert(event.key());
  EXPECT_EQ(keys.size(), 6U);
  std::set<std::string> again;
  for (const Event& event : decode(kBody).events) again.insert(event.key());
  EXPECT_EQ(again, keys);
}

TEST(EventKey, of_a_redelivery_in_another_batch_is_the_same) {
  const auto body = [](std::string_view time) {
    return R"({"object":"instagram","entry":[{"id":"100","time":)" + std::string(time) +
           R"(,"messaging":[{"sender":{"id":"7"},"timestamp":1790000000100,"referral":{"ref":"a"}}]}]})";
  };
  EXPECT_EQ(decode(body("1790000000200")).events.at(0).key(),
            decode(body("1790000900000")).events.at(0).key());
}

TEST(EventKey, stays_short_and_distinct_for_ids_of_any_length) {
  const std::string key = event_with(message_with_mid(std::string(10'000, 'a') + "1")).key();
  const std::string other = event_with(message_with_mid(std::string(10'000, 'a') + "2")).key();
  EXPECT_LE(key.size(), 512U);
  EXPECT_NE(key, other);
}

}  // namespace
}  // namespace dunlin::intake
