#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "inbox/inbox.h"
#include "inbox/presence.h"
#include "json/json.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/soon_timers.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::inbox {

constexpr AccountId kShop{7};
constexpr AccountId kOther{8};

/// Two members (keys) of workspace 1; workspace 2 is somebody else's.
class InboxTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    seams_.emplace(clock(), executor());
    timers_.emplace(executor());
    hub_ = std::make_shared<feed::Hub>(*timers_, feed::HubOptions{.run = "1.1"});
    watched_.emplace(database().watched_by(hub_));
    caller_.emplace(endpoints(*watched_, seams_->seams(), hub_));
    const auto made = write([this](db::Tx& tx) -> Result<int> {
      for (const std::int64_t id : {1, 2}) {
        DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(id)));
      }
      DUNLIN_CHECK(testing::make_account(tx, testing::scope_of(1), kShop));
      DUNLIN_CHECK(testing::make_account(tx, testing::scope_of(1), kOther));
      for (const char* name : {"ana", "ben"}) {
        DUNLIN_TRY(const auto key,
                   workspace::create_api_key(tx, testing::scope_of(1), seams_->seams(), name,
                                             workspace::KeyScopes::everything(),
                                             workspace::Installer::no));
        (name[0] == 'a' ? ana_ : ben_) = key.key.id;
      }
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  /// Somebody wrote so many minutes ago.
  ConversationId conversation(std::int64_t number, int minutes_ago, std::string text = "hello",
                              AccountId account = kShop) {
    const Instant at = clock().now() - std::chrono::minutes{minutes_ago};
    const auto done = write([=](db::Tx& tx) -> Result<int> {
      const Scope scope = testing::scope_of(1);
      const ContactId contact{number};
      DUNLIN_CHECK(testing::make_contact(tx, scope, account, contact));
      DUNLIN_TRY(const auto opened, conversations::open(tx, scope, account, contact,
                                                        ConversationId{number}, at, true));
      DUNLIN_CHECK(record(tx, scope, opened.conversation, number * 100, at, text));
      return 0;
    });
    EXPECT_TRUE(done.ok()) << done.error().text();
    return ConversationId{number};
  }
  void says(ConversationId id, std::int64_t message, std::string text) {
    const Instant at = clock().now();
    const auto done = write([=](db::Tx& tx) -> Result<int> {
      const Scope scope = testing::scope_of(1);
      DUNLIN_TRY(const auto known, conversations::find(tx, scope, id));
      DUNLIN_TRY(const auto opened,
                 conversations::open(tx, scope, known.account, known.contact, id, at, true));
      DUNLIN_CHECK(record(tx, scope, opened.conversation, message, at, text));
      return 0;
    });
    EXPECT_TRUE(done.ok()) << done.error().text();
  }

  Scope as(ApiKeyId who, std::int64_t workspace = 1) {
    return workspace::ScopeMaker::for_workspace(
        WorkspaceId{workspace}, {.kind = workspace::Actor::Kind::api_key, .id = to_text(who)});
  }
  Result<workspace::Reply> call(std::string_view method, std::string target,
                                json::Value body = nullptr) {
    return call_as(as(ana_), method, std::move(target), std::move(body));
  }
  Result<workspace::Reply> call_as(const Scope& scope, std::string_view method, std::string target,
                                   json::Value body = nullptr) {
    return wait(caller_->start(scope, method, target, std::move(body)));
  }
  static std::string at(ConversationId id, std::string more = "") {
    return "/api/v1/inbox/" + to_text(id) + more;
  }
  Result<workspace::Reply> change(ConversationId id, json::Object body) {
    return call("PATCH", at(id), std::move(body));
  }
  /// The conversations that a list shows, by their numbers.
  std::vector<std::int64_t> listed(const std::string& question = "") {
    return listed_as(as(ana_), question);
  }
  std::vector<std::int64_t> listed_as(const Scope& scope, const std::string& question) {
    std::vector<std::int64_t> out;
    std::string cursor;
    do {
      const auto page =
          call_as(scope, "GET", "/api/v1/inbox?limit=2&" + question + "&cursor=" + cursor);
      EXPECT_TRUE(page.ok()) << page.error().text();
      if (!page.ok()) return out;
      for (const auto& item : page->body.at("items").as_array()) {
        out.push_back(parse_id<ConversationId>(item.at("id").as_string())->value);
      }
      const auto& next = page->body.at("next");
      cursor = next.is_string() ? std::string(next.as_string()) : "";
    } while (!cursor.empty());
    return out;
  }
  static std::string person(ApiKeyId key) { return to_text(PersonId{key.value}); }

  std::optional<testing::PlainSeams> seams_;
  std::optional<testing::SoonTimers> timers_;
  std::shared_ptr<feed::Hub> hub_;
  std::optional<db::Database> watched_;
  std::optional<testing::EndpointCaller> caller_;
  ApiKeyId ana_, ben_;

 private:
  static Status record(db::Tx& tx, const Scope& scope,
                       const conversations::Conversation& conversation, std::int64_t id, Instant at,
                       const std::string& text) {
    conversations::Message message;
    message.id = MessageId{id};
    message.mid = "m" + std::to_string(id);
    message.text = text;
    message.sent_at = at;
    message.received_at = at;
    DUNLIN_CHECK(conversations::record_inbound(tx, scope, conversation, message,
                                               conversations::OpenedBy::message));
    return {};
  }
};

}  // namespace dunlin::inbox
