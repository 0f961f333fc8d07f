#pragma once

#include <string>

#include <gtest/gtest.h>

#include "conversations/conversations.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"

namespace dunlin::conversations {

constexpr AccountId kAccount{7};
constexpr ContactId kContact{9};
constexpr ConversationId kConversation{11};
constexpr Instant at(int second) {
  return from_ms(1'790'000'000'000 + second * 1000LL);
}

/// A workspace with one account, one person and their conversation.
class ConversationTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    const auto made = write([scope = scope_](db::Tx& tx) -> Result<int> {
      DUNLIN_CHECK(testing::make_workspace(tx, scope));
      DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(2)));
      DUNLIN_CHECK(testing::make_account(tx, scope, kAccount));
      DUNLIN_CHECK(testing::make_contact(tx, scope, kAccount, kContact));
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  Opened open_one(bool inbound) {
    return *write([=, scope = scope_](db::Tx& tx) {
      return open(tx, scope, kAccount, kContact, kConversation, at(0), inbound);
    });
  }
  Conversation conversation() {
    return *read([scope = scope_](db::Tx& tx) { return find(tx, scope, kConversation); });
  }
  Message inbound(std::string mid, int second, std::string text) {
    Message message;
    message.id = MessageId{++last_id_};
    message.mid = std::move(mid);
    message.text = std::move(text);
    message.sent_at = message.received_at = at(second);
    return message;
  }
  Recorded record(const Message& message, std::optional<OpenedBy> opens = OpenedBy::message) {
    return *write([=, scope = scope_](db::Tx& tx) -> Result<Recorded> {
      DUNLIN_TRY(const Opened opened,
                 open(tx, scope, kAccount, kContact, kConversation, at(0), true));
      return record_inbound(tx, scope, opened.conversation, message, opens);
    });
  }
  Recorded record_app_echo(std::string mid, int second, std::string text) {
    Message echo = inbound(std::move(mid), second, std::move(text));
    echo.direction = Direction::out;
    echo.source = Source::instagram_app;
    echo.status = Status::sent;
    return *write([=, scope = scope_](db::Tx& tx) -> Result<Recorded> {
      DUNLIN_TRY(const Opened opened,
                 open(tx, scope, kAccount, kContact, kConversation, at(0), false));
      return record_echo(tx, scope, opened.conversation, echo);
    });
  }
  /// A wished send: its row's id.
  MessageId queue(int second, std::string text) {
    Message wished = inbound("", second, std::move(text));
    wished.direction = Direction::out;
    wished.source = Source::rule;
    wished.status = Status::queued;
    const auto status = write([=, scope = scope_](db::Tx& tx) -> Result<int> {
      DUNLIN_TRY(const Opened opened,
                 open(tx, scope, kAccount, kContact, kConversation, at(0), false));
      RowUpdate row;
      DUNLIN_CHECK(record_outbound(tx, scope, opened.conversation, wished, row));
      DUNLIN_CHECK(row.write(tx, scope, opened.conversation.id));
      return 0;
    });
    EXPECT_TRUE(status.ok()) << status.error().text();
    return wished.id;
  }
  void settle(MessageId id, Status status, std::optional<std::string> mid, int second) {
    const auto done = write([=, scope = scope_](db::Tx& tx) {
      return settle_outbound(tx, scope, id, status, "because",
                             mid ? std::optional<std::string_view>(*mid) : std::nullopt,
                             at(second));
    });
    EXPECT_TRUE(done.ok()) << done.error().text();
  }
  bool seen(std::string mid, int second) {
    return *write([=, scope = scope_](db::Tx& tx) {
      return mark_seen(tx, scope, kAccount, kConversation, mid, at(second));
    });
  }
  bool unsend_it(std::string mid, int second) {
    return *write(
        [=, scope = scope_](db::Tx& tx) { return unsend(tx, scope, kAccount, mid, at(second)); });
  }
  bool edit_it(std::string mid, std::string text, int num_edit) {
    return *write(
        [=, scope = scope_](db::Tx& tx) { return edit(tx, scope, kAccount, mid, text, num_edit); });
  }
  std::optional<Message> by_mid(std::string mid) {
    return *read([=, scope = scope_](db::Tx& tx) { return find_by_mid(tx, scope, kAccount, mid); });
  }
  Message by_id(MessageId id) {
    return *read([=, scope = scope_](db::Tx& tx) { return find_message(tx, scope, id); });
  }
  std::vector<std::string> context_texts(int limit = 10) {
    std::vector<std::string> texts;
    const auto found =
        read([=, scope = scope_](db::Tx& tx) { return context(tx, scope, kConversation, limit); });
    for (const Message& message : *found) texts.push_back(message.text);
    return texts;
  }
  void close_it() {
    const auto done =
        write([scope = scope_](db::Tx& tx) { return close(tx, scope, kConversation); });
    ASSERT_TRUE(done.ok());
  }
  void set_owner_to(Owner owner) {
    const auto done = write(
        [=, scope = scope_](db::Tx& tx) { return set_owner(tx, scope, kConversation, owner); });
    ASSERT_TRUE(done.ok());
  }

  Scope scope_ = testing::scope_of(1);
  std::int64_t last_id_ = 1000;
};

}  // namespace dunlin::conversations
