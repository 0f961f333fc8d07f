#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/http_events.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/manual_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A browser: takes what it is sent, or does not.
class Browser final : public net::BodyStream {
 public:
  explicit Browser(Timers& timers) : timers_(timers) {}
  Task<Status> write(std::string part) override {
    text += part;
    while (stuck && !gone) co_await sleep(timers_, seconds{1});
    if (gone) co_return Error(Code::unavailable, "net.client_gone", "The client has gone.");
    co_return Status();
  }
  /// What came since the last call.
  std::string take() { return std::exchange(text, {}); }

  std::string text;
  bool stuck = false, gone = false, ended = false;

 private:
  Timers& timers_;
};

Task<void> serve(std::shared_ptr<workspace::Reply> reply, std::shared_ptr<Browser> browser) {
  co_await reply->stream(*browser);
  browser->ended = true;
}

class EventsTest : public ::testing::Test {
 protected:
  EventsTest() { start("1.1"); }
  /// A server's life.
  void start(std::string run, std::size_t kept = 100) {
    hub_ = std::make_shared<feed::Hub>(world_.seams().timers,
                                       feed::HubOptions{.run = std::move(run), .kept = kept});
    table_ = event_endpoints(hub_, world_.seams());
  }

  Result<workspace::Reply> ask(std::string who, std::string last, std::int64_t workspace = 1) {
    request_.headers.set("Last-Event-ID", last);
    const Scope scope = workspace::ScopeMaker::for_workspace(
        WorkspaceId{workspace}, {.kind = workspace::Actor::Kind::api_key, .id = std::move(who)});
    return world_.run(
        table_.front().handle(workspace::Call{.scope = scope,
                                              .path = {},
                                              .request = &request_,
                                              .body = {},
                                              .idempotency_key = {},
                                              .still_allowed = [this] { return allowed(); }}));
  }
  std::shared_ptr<Browser> open(std::string last = "", std::int64_t workspace = 1,
                                std::string who = "key_a") {
    auto reply = ask(std::move(who), std::move(last), workspace);
    EXPECT_TRUE(reply.ok()) << reply.error().text();
    EXPECT_EQ(reply->raw_content_type, "text/event-stream");
    const auto browser = std::make_shared<Browser>(world_.seams().timers);
    spawn(world_.seams().executor,
          serve(std::make_shared<workspace::Reply>(*std::move(reply)), browser));
    world_.advance(milliseconds{1});
    return browser;
  }
  Task<Status> allowed() {
    ++asked_;
    if (allowed_) co_return Status();
    co_return Error(Code::unauthorized, "auth.unknown_key", "No.");
  }
  void happens(std::int64_t conversation, std::int64_t workspace = 1) {
    hub_->publish({.workspace = WorkspaceId{workspace},
                   .kind = feed::Kind::message,
                   .id = conversation,
                   .note = {}});
    world_.advance(milliseconds{30});
  }
  static std::string change(std::int64_t conversation) {
    return R"(data: {"kind":"message","id":")" + to_text(ConversationId{conversation}) + "\"}\n\n";
  }
  /// The id of the last event in it.
  static std::string last_id(const std::string& text) {
    const auto at = text.rfind("id: ");
    return text.substr(at + 4, text.find('\n', at) - at - 4);
  }

  testing::ManualSeams world_;
  std::shared_ptr<feed::Hub> hub_;
  std::vector<workspace::Endpoint> table_;
  net::Request request_;
  bool allowed_ = true;
  int asked_ = 0;
};

TEST_F(EventsTest, two_browsers_see_what_changes_and_nothing_of_other_workspaces) {
  const auto one = open();
  const auto two = open("", 2);
  EXPECT_THAT(one->take(), HasSubstr("event: ready\ndata: {}\n\n"));
  EXPECT_THAT(two->take(), HasSubstr("event: ready"));
  happens(7, 1);
  EXPECT_THAT(one->take(), HasSubstr("event: change\n" + change(7)));
  EXPECT_EQ(two->take(), "");
  happens(8, 2);
  EXPECT_EQ(one->take(), "");
  EXPECT_THAT(two->take(), HasSubstr(change(8)));
}

TEST_F(EventsTest, who_comes_back_gets_what_came_meanwhile_and_no_more) {
  const auto first = open();
  happens(1);
  const std::string id = last_id(first->text);
  first->gone = true;
  happens(2);
  happens(3, 2);
  const auto again = open(id);
  EXPECT_THAT(again->text, Not(HasSubstr("reset")));
  EXPECT_THAT(again->text, HasSubstr(change(2)));
  EXPECT_THAT(again->text, Not(HasSubstr(change(1))));
  EXPECT_THAT(again->text, Not(HasSubstr(change(3))));
}

TEST_F(EventsTest, what_is_not_known_any_more_is_one_reset) {
  start("1.1", 3);
  const auto browser = open();
  const std::string id = last_id(browser->text);
  for (int i = 1; i <= 5; ++i) happens(i);
  const auto late = open(id);
  EXPECT_THAT(late->text, HasSubstr("event: reset\ndata: {}\n\n"));
  EXPECT_THAT(late->take(), Not(HasSubstr("change")));
  happens(6);
  EXPECT_THAT(late->take(), HasSubstr(change(6)));
  start("1.2");
  for (const std::string& other :
       {id, std::string("x"), std::string("1.2-"), std::string("1.2-99"), std::string("-1")}) {
    EXPECT_THAT(open(other)->text, HasSubstr("event: reset")) << other;
  }
}

TEST_F(EventsTest, who_reads_too_slowly_begins_anew_and_keeps_nobody_waiting) {
  start("1.1", 10);
  const auto slow = open();
  const auto quick = open();
  slow->take();
  slow->stuck = true;
  for (int i = 1; i <= 30; ++i) happens(i);
  EXPECT_THAT(quick->take(), HasSubstr(change(30)));
  EXPECT_THAT(slow->take(), Not(HasSubstr(change(2))));
  slow->stuck = false;
  world_.advance(seconds{2});
  EXPECT_THAT(slow->take(), HasSubstr("event: reset"));
  happens(31);
  EXPECT_THAT(slow->take(), HasSubstr(change(31)));
}

TEST_F(EventsTest, a_silent_stream_says_that_it_is_there_and_is_asked_for_leave) {
  const auto browser = open();
  browser->take();
  world_.advance(seconds{31});
  EXPECT_EQ(browser->take(), ":\n\n:\n\n:\n\n");
  EXPECT_EQ(asked_, 0);
  world_.advance(seconds{40});
  EXPECT_EQ(asked_, 1);
  allowed_ = false;
  world_.advance(seconds{60});
  EXPECT_TRUE(browser->ended);
  EXPECT_EQ(hub_->listeners(), 0U);
}

TEST_F(EventsTest, a_busy_stream_is_asked_for_leave_as_well) {
  const auto browser = open();
  allowed_ = false;
  for (int i = 0; i < 200 && !browser->ended; ++i) {
    happens(i + 1);
    world_.advance(milliseconds{970});
  }
  EXPECT_TRUE(browser->ended);
}

TEST_F(EventsTest, a_browser_that_has_gone_is_noticed_and_counts_no_more) {
  std::vector<std::shared_ptr<Browser>> all;
  for (int i = 0; i < kStreamsOfOne; ++i) all.push_back(open());
  EXPECT_EQ(ask("key_a", "").error().id, "events.too_many");
  EXPECT_TRUE(ask("key_b", "").ok());
  all.front()->gone = true;
  world_.advance(seconds{11});
  EXPECT_TRUE(all.front()->ended);
  EXPECT_TRUE(ask("key_a", "").ok());
}

TEST_F(EventsTest, streams_end_with_the_server) {
  const auto browser = open();
  hub_->close();
  world_.advance(milliseconds{30});
  EXPECT_TRUE(browser->ended);
}

TEST_F(EventsTest, presence_is_told_with_who_and_what) {
  const auto browser = open();
  hub_->publish(
      {.workspace = WorkspaceId{1}, .kind = feed::Kind::presence, .id = 7, .note = "typing per_x"});
  world_.advance(milliseconds{30});
  EXPECT_THAT(browser->text, HasSubstr("event: presence\ndata: {\"conversation_id\":\"" +
                                       to_text(ConversationId{7}) +
                                       "\",\"person_id\":\"per_x\",\"state\":\"typing\"}\n\n"));
}

}  // namespace
}  // namespace dunlin::server
