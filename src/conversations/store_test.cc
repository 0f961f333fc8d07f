#include "conversations/conversation_fixture_test.h"

namespace dunlin::conversations {
namespace {

class ConversationStore : public ConversationTest {};
DUNLIN_ON_BOTH_ENGINES(ConversationStore);

TEST_P(ConversationStore, makes_one_conversation_for_a_contact) {
  const Opened first = open_one(true);
  EXPECT_TRUE(first.created);
  EXPECT_EQ(first.conversation.state, State::open);
  EXPECT_EQ(first.conversation.episode, 1);
  const Opened again = open_one(true);
  EXPECT_FALSE(again.created);
  EXPECT_FALSE(again.reopened);
  EXPECT_EQ(again.conversation.id, first.conversation.id);
}

TEST_P(ConversationStore, another_workspace_finds_nothing) {
  const Conversation ours = open_one(true).conversation;
  record(inbound("m1", 10, "hi"));
  const Scope theirs = testing::scope_of(2);
  const auto found = read([=](db::Tx& tx) { return find(tx, theirs, ours.id); });
  EXPECT_EQ(found.error().id, "conversation.not_found");
  const auto mid = read([=](db::Tx& tx) { return find_by_mid(tx, theirs, kAccount, "m1"); });
  EXPECT_FALSE(*mid);
  const auto closing = write([=](db::Tx& tx) { return close(tx, theirs, ours.id); });
  EXPECT_EQ(closing.error().id, "conversation.not_found");
}

TEST_P(ConversationStore, a_message_opens_the_window_from_the_earlier_of_its_two_times) {
  Message early = inbound("m1", 10, "hi");
  early.received_at = at(5);
  record(early);
  EXPECT_EQ(conversation().window.opened_at, at(5));
  record(inbound("m2", 20, "again"), OpenedBy::story_reply);
  EXPECT_EQ(conversation().window.opened_at, at(20));
  EXPECT_EQ(conversation().window.opened_by, OpenedBy::story_reply);
}

TEST_P(ConversationStore, a_late_message_moves_nothing_back) {
  record(inbound("m2", 20, "second"));
  record(inbound("m1", 10, "first"), OpenedBy::postback);
  const Conversation now = conversation();
  EXPECT_EQ(now.last_message_at, at(20));
  EXPECT_EQ(now.last_inbound_at, at(20));
  EXPECT_EQ(now.window.opened_at, at(20));
  EXPECT_EQ(now.window.opened_by, OpenedBy::message);
}

TEST_P(ConversationStore, what_opens_no_window_leaves_it_alone) {
  record(inbound("m1", 10, "hi"), std::nullopt);
  EXPECT_FALSE(conversation().window.opened_at);
  record(inbound("m2", 20, "hi"), OpenedBy::reaction);
  EXPECT_FALSE(conversation().window.opened_at);
  EXPECT_EQ(conversation().last_inbound_at, at(20));
}

TEST_P(ConversationStore, a_closed_conversation_is_reopened_by_a_new_message_only) {
  record(inbound("m1", 10, "hi"));
  close_it();
  set_owner_to(Owner::person);
  ASSERT_EQ(conversation().state, State::closed);
  EXPECT_FALSE(record(inbound("m1", 10, "hi")).is_new);
  EXPECT_EQ(conversation().state, State::closed) << "a redelivery reopens nothing";

  const Opened opened = open_one(true);
  EXPECT_TRUE(opened.reopened);
  EXPECT_EQ(opened.conversation.state, State::open);
  EXPECT_EQ(opened.conversation.episode, 2);
  EXPECT_TRUE(record(inbound("m2", 20, "back")).is_new);
  const Conversation now = conversation();
  EXPECT_EQ(now.state, State::open);
  EXPECT_EQ(now.episode, 2);
  EXPECT_EQ(now.owner, Owner::automation);
}

TEST_P(ConversationStore, our_own_message_leaves_a_closed_conversation_closed) {
  record(inbound("m1", 10, "hi"));
  close_it();
  EXPECT_FALSE(open_one(false).reopened);
  EXPECT_TRUE(record_app_echo("e1", 20, "from the app").is_new);
  EXPECT_EQ(conversation().state, State::closed);
}

TEST_P(ConversationStore, silence_archives_and_a_message_takes_it_out_again) {
  record(inbound("m1", 10, "hi"));
  const auto archive = [](int second, int limit) {
    return [=](db::Tx& tx) { return archive_silent(tx, testing::node_scope(), at(second), limit); };
  };
  EXPECT_EQ(*write(archive(10, 100)), 0);
  EXPECT_EQ(*write(archive(11, 0)), 0);
  EXPECT_EQ(*write(archive(11, 100)), 1);
  EXPECT_EQ(conversation().state, State::archived);
  EXPECT_EQ(*write(archive(11, 100)), 0);
  record_app_echo("e1", 20, "are you still there?");
  EXPECT_EQ(conversation().state, State::open);
  EXPECT_EQ(conversation().episode, 2);
}

TEST_P(ConversationStore, silence_is_looked_for_in_every_workspace) {
  record(inbound("m1", 10, "hi"));
  for (const std::int64_t workspace : {2, 3}) {
    const Scope scope = testing::scope_of(workspace);
    const auto made = write([=](db::Tx& tx) -> Result<Opened> {
      if (workspace == 3) DUNLIN_CHECK(testing::make_workspace(tx, scope));
      DUNLIN_CHECK(testing::make_account(tx, scope, AccountId{70 + workspace}));
      DUNLIN_CHECK(
          testing::make_contact(tx, scope, AccountId{70 + workspace}, ContactId{workspace}));
      return open(tx, scope, AccountId{70 + workspace}, ContactId{workspace},
                  ConversationId{workspace}, at(3), true);
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  const auto archived =
      write([](db::Tx& tx) { return archive_silent(tx, testing::node_scope(), at(100), 100); });
  EXPECT_EQ(*archived, 3);
}

TEST_P(ConversationStore, lists_one_state_newest_activity_first) {
  for (int i = 0; i < 5; ++i) {
    const auto made = write([i, scope = scope_](db::Tx& tx) -> Result<Opened> {
      DUNLIN_CHECK(testing::make_contact(tx, scope, kAccount, ContactId{200 + i}));
      return open(tx, scope, kAccount, ContactId{200 + i}, ConversationId{300 + i}, at(i / 2),
                  true);
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  std::vector<std::int64_t> seen;
  std::optional<workspace::Cursor> after;
  do {
    const auto page = read([after, scope = scope_](db::Tx& tx) {
      return list(tx, scope, State::open, {.limit = 2, .after = after});
    });
    for (const Conversation& one : page->items) seen.push_back(one.id.value);
    after = page->next;
  } while (after);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{304, 303, 302, 301, 300}));
}

}  // namespace
}  // namespace dunlin::conversations
