#include "conversations/conversation_fixture_test.h"

namespace dunlin::conversations {
namespace {

class Settling : public ConversationTest {};
DUNLIN_ON_BOTH_ENGINES(Settling);

TEST_P(Settling, gives_the_wished_send_its_mid_and_outcome) {
  record(inbound("m1", 1, "price?"));
  const MessageId id = queue(2, "10");
  EXPECT_EQ(by_id(id).status, Status::queued);
  EXPECT_EQ(conversation().last_message_at, at(2));
  settle(id, Status::sent, "s1", 3);
  EXPECT_EQ(by_mid("s1")->id, id);
  EXPECT_EQ(by_id(id).status, Status::sent);
  EXPECT_EQ(by_id(id).sent_at, at(3));
}

TEST_P(Settling, keeps_a_reason_and_a_send_without_mid) {
  const MessageId id = queue(2, "10");
  settle(id, Status::refused, std::nullopt, 3);
  EXPECT_EQ(by_id(id).status, Status::refused);
  EXPECT_EQ(by_id(id).reason, "because");
  EXPECT_EQ(by_id(id).mid, "");
}

TEST_P(Settling, an_unknown_row_is_an_error) {
  const auto done = write([scope = scope_](db::Tx& tx) {
    return settle_outbound(tx, scope, MessageId{404}, Status::sent, "", "s1", at(3));
  });
  EXPECT_EQ(done.error().id, "message.not_found");
}

TEST_P(Settling, an_echo_after_the_outcome_changes_nothing) {
  const MessageId id = queue(2, "10");
  settle(id, Status::sent, "s1", 3);
  const Recorded echo = record_app_echo("s1", 3, "10");
  EXPECT_FALSE(echo.is_new);
  EXPECT_EQ(echo.id, id);
  EXPECT_EQ(context_texts().size(), 1u);
}

TEST_P(Settling, an_echo_before_the_outcome_becomes_the_send) {
  const MessageId id = queue(2, "10");
  EXPECT_TRUE(record_app_echo("s1", 3, "10").is_new);
  EXPECT_EQ(context_texts().size(), 2u);
  settle(id, Status::sent, "s1", 9);
  EXPECT_EQ(context_texts().size(), 1u);
  EXPECT_EQ(by_mid("s1")->id, id);
  EXPECT_EQ(by_id(id).sent_at, at(3)) << "the echo's time is Instagram's own";
  EXPECT_EQ(by_id(id).source, Source::rule);
}

TEST_P(Settling, what_happened_to_the_echo_is_kept) {
  const MessageId id = queue(2, "10");
  record_app_echo("s1", 3, "10");
  EXPECT_TRUE(seen("s1", 5));
  EXPECT_TRUE(unsend_it("s1", 6));
  settle(id, Status::sent, "s1", 9);
  EXPECT_EQ(by_id(id).status, Status::seen);
  EXPECT_EQ(by_id(id).seen_at, at(5));
  EXPECT_EQ(by_id(id).deleted_at, at(6));
  EXPECT_EQ(by_id(id).text, "");
}

TEST_P(Settling, seen_marks_all_that_was_sent_until_then) {
  record_app_echo("e1", 1, "a");
  record(inbound("m1", 2, "b"));
  record_app_echo("e2", 3, "c");
  record_app_echo("e3", 4, "d");
  EXPECT_TRUE(seen("e2", 10));
  EXPECT_EQ(by_mid("e1")->status, Status::seen);
  EXPECT_EQ(by_mid("e1")->seen_at, at(10));
  EXPECT_EQ(by_mid("m1")->status, Status::received);
  EXPECT_EQ(by_mid("e2")->status, Status::seen);
  EXPECT_EQ(by_mid("e3")->status, Status::sent);
  EXPECT_EQ(conversation().seen_through, at(3));
  EXPECT_TRUE(seen("e1", 20));
  EXPECT_EQ(conversation().seen_through, at(3)) << "an older mark moves nothing back";
}

TEST_P(Settling, what_comes_late_but_was_sent_before_the_seen_one_is_seen) {
  record_app_echo("e2", 3, "c");
  seen("e2", 10);
  record_app_echo("e1", 1, "a");
  EXPECT_EQ(by_mid("e1")->status, Status::seen);
  const MessageId id = queue(2, "b");
  settle(id, Status::sent, "s1", 2);
  EXPECT_EQ(by_id(id).status, Status::seen);
}

TEST_P(Settling, a_seen_mark_that_comes_before_its_message_counts_when_it_comes) {
  record_app_echo("e1", 1, "a");
  EXPECT_FALSE(seen("e2", 10));
  EXPECT_EQ(by_mid("e1")->status, Status::sent);
  record_app_echo("e2", 3, "c");
  EXPECT_EQ(by_mid("e2")->status, Status::seen);
  EXPECT_EQ(by_mid("e1")->status, Status::seen);

  const MessageId id = queue(5, "d");
  EXPECT_FALSE(seen("s1", 20));
  settle(id, Status::sent, "s1", 6);
  EXPECT_EQ(by_id(id).status, Status::seen);
  EXPECT_EQ(by_id(id).seen_at, at(20));
  EXPECT_EQ(conversation().seen_through, at(6));
}

}  // namespace
}  // namespace dunlin::conversations
