#include "conversations/conversation_fixture_test.h"

namespace dunlin::conversations {
namespace {

using Texts = std::vector<std::string>;

class MessageStore : public ConversationTest {};
DUNLIN_ON_BOTH_ENGINES(MessageStore);

TEST_P(MessageStore, keeps_one_row_for_a_mid_and_every_field_of_it) {
  Message message = inbound("m1", 10, "hi");
  message.kind = Kind::story_reply;
  message.attachments = R"([{"type":"image"}])";
  message.reply_to_mid = "m0";
  message.story_id = "180";
  message.payload = "P";
  const Recorded first = record(message);
  EXPECT_TRUE(first.is_new);
  const Recorded again = record(inbound("m1", 10, "other text"));
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.id, first.id);

  const Message kept = by_id(first.id);
  EXPECT_EQ(kept.conversation, kConversation);
  EXPECT_EQ(kept.mid, "m1");
  EXPECT_EQ(kept.text, "hi");
  EXPECT_EQ(kept.kind, Kind::story_reply);
  EXPECT_EQ(kept.attachments, message.attachments);
  EXPECT_EQ(kept.reply_to_mid, "m0");
  EXPECT_EQ(kept.story_id, "180");
  EXPECT_EQ(kept.payload, "P");
  EXPECT_EQ(kept.status, Status::received);
  EXPECT_EQ(kept.sent_at, at(10));
}

TEST_P(MessageStore, a_message_and_its_answer_are_written_to_the_conversations_row_at_once) {
  const Message asked = inbound("m1", 10, "price?");
  Message answer = inbound("", 12, "49");
  answer.direction = Direction::out;
  const auto written = write([=, scope = scope_](db::Tx& tx) -> Result<int> {
    DUNLIN_TRY(const Opened opened,
               open(tx, scope, kAccount, kContact, kConversation, at(0), true));
    RowUpdate row;
    DUNLIN_CHECK(record_inbound(tx, scope, opened.conversation, asked, OpenedBy::story_reply, row));
    DUNLIN_CHECK(record_outbound(tx, scope, opened.conversation, answer, row));
    DUNLIN_TRY(const Conversation before, find(tx, scope, kConversation));
    EXPECT_FALSE(before.last_inbound_at.has_value());
    DUNLIN_CHECK(row.write(tx, scope, kConversation));
    return 0;
  });
  ASSERT_TRUE(written.ok()) << written.error().text();
  EXPECT_EQ(conversation().active_at, at(12));
  EXPECT_EQ(conversation().last_inbound_at, at(10));
  EXPECT_EQ(conversation().window.opened_at, at(10));
  EXPECT_EQ(conversation().window.opened_by, OpenedBy::story_reply);
}

TEST_P(MessageStore, the_same_mid_of_another_account_is_another_message) {
  record(inbound("m1", 10, "hi"));
  const auto other = write([scope = scope_](db::Tx& tx) -> Result<Recorded> {
    DUNLIN_CHECK(testing::make_account(tx, scope, AccountId{8}));
    DUNLIN_CHECK(testing::make_contact(tx, scope, AccountId{8}, ContactId{10}));
    DUNLIN_TRY(const Opened opened,
               open(tx, scope, AccountId{8}, ContactId{10}, ConversationId{12}, at(0), true));
    Message message;
    message.id = MessageId{5};
    message.mid = "m1";
    message.sent_at = message.received_at = at(10);
    return record_inbound(tx, scope, opened.conversation, message, OpenedBy::message);
  });
  ASSERT_TRUE(other.ok()) << other.error().text();
  EXPECT_TRUE(other->is_new);
}

TEST_P(MessageStore, messages_without_a_mid_are_all_kept) {
  EXPECT_TRUE(record(inbound("", 10, "a")).is_new);
  EXPECT_TRUE(record(inbound("", 10, "b")).is_new);
  EXPECT_EQ(context_texts(), (Texts{"a", "b"}));
}

TEST_P(MessageStore, the_context_is_the_newest_ten_by_event_time_then_id) {
  for (const int second : {12, 3, 7, 1, 9, 5, 11, 2, 8, 4, 10, 6}) {
    record(inbound("m" + std::to_string(second), second, std::to_string(second)));
  }
  EXPECT_EQ(context_texts(), (Texts{"3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}));
  record(inbound("x", 12, "same time, later id"));
  EXPECT_EQ(context_texts(2), (Texts{"12", "same time, later id"}));
}

TEST_P(MessageStore, the_edit_with_the_highest_number_wins_in_any_order) {
  record(inbound("m1", 10, "one"));
  EXPECT_TRUE(edit_it("m1", "three", 2));
  EXPECT_TRUE(edit_it("m1", "two", 1));
  EXPECT_EQ(by_mid("m1")->text, "three");
  EXPECT_EQ(by_mid("m1")->edits, 2);
}

TEST_P(MessageStore, an_edit_without_number_or_text_changes_nothing) {
  record(inbound("m1", 10, "one"));
  EXPECT_TRUE(edit_it("m1", "announced", 0));
  EXPECT_TRUE(edit_it("m1", "", 1));
  EXPECT_EQ(by_mid("m1")->text, "one");
  EXPECT_EQ(by_mid("m1")->edits, 0);
  EXPECT_FALSE(edit_it("m2", "announced", 0));
  EXPECT_TRUE(record(inbound("m2", 11, "new")).is_new);
  EXPECT_EQ(by_mid("m2")->text, "new");
}

TEST_P(MessageStore, an_edit_that_comes_first_is_applied_when_the_message_comes) {
  EXPECT_FALSE(edit_it("m1", "two", 1));
  EXPECT_FALSE(by_mid("m1")) << "a row that waits is not a message";
  const Recorded late = record(inbound("m1", 10, "one"));
  EXPECT_TRUE(late.is_new);
  EXPECT_FALSE(late.is_unsent);
  EXPECT_EQ(by_id(late.id).text, "two");
  EXPECT_EQ(by_id(late.id).edits, 1);
}

TEST_P(MessageStore, an_unsend_removes_what_was_said_for_good) {
  Message message = inbound("m1", 10, "secret");
  message.attachments = R"([{"type":"image"}])";
  message.payload = "P";
  record(message);
  EXPECT_TRUE(unsend_it("m1", 20));
  EXPECT_TRUE(unsend_it("m1", 30));
  EXPECT_TRUE(edit_it("m1", "edited", 1));
  const Message gone = *by_mid("m1");
  EXPECT_EQ(gone.text + gone.attachments + gone.payload, "");
  EXPECT_EQ(gone.deleted_at, at(20));
}

TEST_P(MessageStore, an_unsend_that_comes_first_keeps_the_late_message_empty) {
  EXPECT_FALSE(unsend_it("m1", 20));
  Message message = inbound("m1", 10, "secret");
  message.attachments = R"([{"type":"image"}])";
  const Recorded late = record(message);
  EXPECT_TRUE(late.is_new);
  EXPECT_TRUE(late.is_unsent);
  const Message gone = by_id(late.id);
  EXPECT_EQ(gone.text + gone.attachments, "");
  EXPECT_EQ(gone.deleted_at, at(20));
  EXPECT_EQ(gone.sent_at, at(10));
  EXPECT_EQ(conversation().window.opened_at, at(10)) << "the person did write";
  EXPECT_TRUE(record(message).is_unsent);
}

TEST_P(MessageStore, an_edit_before_and_an_unsend_before_leave_nothing) {
  edit_it("m1", "edited", 3);
  unsend_it("m1", 20);
  record(inbound("m1", 10, "secret"));
  EXPECT_EQ(by_mid("m1")->text, "");
}

TEST_P(MessageStore, pages_go_from_the_newest_to_the_oldest) {
  for (int i = 0; i < 5; ++i) record(inbound("m" + std::to_string(i), i / 2, std::to_string(i)));
  Texts seen;
  std::optional<workspace::Cursor> after;
  do {
    const auto page = read([after, scope = scope_](db::Tx& tx) {
      return messages(tx, scope, kConversation, {.limit = 2, .after = after});
    });
    for (const Message& message : page->items) seen.push_back(message.text);
    after = page->next;
  } while (after);
  EXPECT_EQ(seen, (Texts{"4", "3", "2", "1", "0"}));
}

TEST_P(MessageStore, the_newest_reaction_of_a_sender_stands) {
  const auto react_with = [this](std::string emoji, bool removed, int second) {
    return *write([=, scope = scope_](db::Tx& tx) {
      return react(tx, scope, kAccount, "m1", "ana", emoji, removed, at(second));
    });
  };
  const auto standing = [this] {
    return *read([scope = scope_](db::Tx& tx) {
      return reactions(tx, scope, kConversation, at(0), at(100));
    });
  };
  EXPECT_FALSE(react_with("heart", false, 20)) << "its message has not come yet";
  record(inbound("m1", 10, "hi"));
  EXPECT_TRUE(react_with("smile", false, 15));
  ASSERT_EQ(standing().size(), 1u);
  EXPECT_EQ(standing().front().emoji, "heart");
  EXPECT_TRUE(react_with("", true, 30));
  EXPECT_TRUE(standing().empty());
}

}  // namespace
}  // namespace dunlin::conversations
