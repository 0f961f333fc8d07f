#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/intake.h"
#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "workspace/workspace.h"

namespace dunlin::intake {
namespace {

using ::testing::HasSubstr;
using workspace::Call;
using workspace::Endpoint;
using workspace::Reply;
using workspace::ScopeMaker;

const Instant kStart = from_ms(1790000000000);

class IntakeEndpoints : public dunlin::testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    for (const WorkspaceId id : {WorkspaceId{1}, WorkspaceId{2}}) {
      const auto made = write([id](db::Tx& tx) {
        return workspace::create_workspace(tx, ScopeMaker::for_node(), id, "one", kStart);
      });
      ASSERT_TRUE(made) << made.error().text();
    }
    seams_.emplace(clock(), executor());
    use_token("verify-me-7");
  }
  void use_token(std::string token) {
    table_ = endpoints(database(), seams_->seams(),
                       [this](RawEventId raw) { return replayed(*this, raw); },
                       {.app_secrets = {}, .verify_token = Secret<>(std::move(token))});
  }
  void park_at(std::int64_t raw, int position, std::optional<WorkspaceId> workspace) {
    const ParkedEvent event{.raw = RawEventId{raw},
                            .position = position,
                            .workspace = workspace,
                            .reason = ParkReason::missing_sender,
                            .detail = "The event names no sender.",
                            .kind = "edit",
                            .parked_at = kStart + std::chrono::seconds{raw},
                            .attempts = 1,
                            .account_ig_id = "17841400000000007"};
    const auto status =
        write([event](db::Tx& tx) { return park(tx, ScopeMaker::for_node(), event); });
    ASSERT_TRUE(status) << status.error().text();
  }
  static Call call_of(std::int64_t workspace) {
    return {.scope = ScopeMaker::for_workspace(WorkspaceId{workspace}, {}),
            .installer = false,
            .path = {},
            .request = nullptr,
            .body = {},
            .idempotency_key = {}};
  }
  Result<Reply> send(std::string_view method, std::string_view pattern, Call call) {
    for (const Endpoint& endpoint : table_) {
      if (endpoint.method == method && endpoint.pattern == pattern) {
        return wait(endpoint.handle(std::move(call)));
      }
    }
    return Error(Code::not_found, "test.no_such_endpoint", std::string(pattern));
  }
  Result<Reply> replay(std::int64_t workspace, std::string id, bool installer = false) {
    Call call = call_of(workspace);
    call.installer = installer;
    call.path = {{"id", std::move(id)}};
    return send("POST", "/api/v1/parked-events/{id}/replay", std::move(call));
  }
  json::Value verify_test(const json::Value& body) {
    Call call = call_of(1);
    call.body = body;
    const auto reply = send("POST", "/api/v1/webhook/verify-test", std::move(call));
    EXPECT_TRUE(reply);
    return reply ? reply->body : json::Value();
  }
  std::vector<RawEventId> replays_;

 private:
  /// 13 is gone, 14 fails again, 15 takes long; what is answered is parked no more.
  static Task<Result<std::string>> replayed(IntakeEndpoints& self, RawEventId raw) {
    self.replays_.push_back(raw);
    if (raw == RawEventId{13})
      co_return Error(Code::not_found, "intake.raw_gone", "The body is gone");
    if (raw == RawEventId{14}) co_return std::string("parked: again");
    if (raw == RawEventId{15}) self.clock().advance(std::chrono::seconds{11});
    const auto unparked =
        self.write([raw](db::Tx& tx) { return unpark(tx, ScopeMaker::for_node(), raw, 0); });
    EXPECT_TRUE(unparked.ok());
    co_return std::string("answered");
  }
  std::optional<dunlin::testing::PlainSeams> seams_;
  std::vector<Endpoint> table_;
};
DUNLIN_ON_BOTH_ENGINES(IntakeEndpoints);

TEST_P(IntakeEndpoints, list_parked_events_page_by_page) {
  park_at(11, 0, WorkspaceId{1});
  park_at(12, -1, WorkspaceId{1});
  park_at(13, 0, WorkspaceId{2});
  net::Request request;
  request.query = {{"limit", "1"}};
  Call call = call_of(1);
  call.request = &request;
  const auto first = send("GET", "/api/v1/parked-events", call);
  ASSERT_TRUE(first) << first.error().text();
  const json::Object& page = first->body.as_object();
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  const json::Value wanted = {{"id", to_text(RawEventId{12})},
                              {"position", nullptr},
                              {"workspace", to_text(WorkspaceId{1})},
                              {"account_ig_id", "17841400000000007"},
                              {"reason", "missing_sender"},
                              {"kind", "edit"},
                              {"detail", "The event names no sender."},
                              {"parked_at", to_rfc3339(kStart + std::chrono::seconds{12})},
                              {"attempts", 1}};
  EXPECT_EQ(page.at("items").as_array().at(0), wanted);

  request.query.emplace_back("cursor", std::string(page.at("next").as_string()));
  const auto second = send("GET", "/api/v1/parked-events", call);
  ASSERT_TRUE(second);
  const json::Object& last = second->body.as_object();
  EXPECT_EQ(last.at("items").as_array().at(0).at("id"), json::Value(to_text(RawEventId{11})));
  EXPECT_EQ(last.at("items").as_array().at(0).at("position"), json::Value(0));
  EXPECT_TRUE(last.at("next").is_null());
}

TEST_P(IntakeEndpoints, refuse_a_bad_limit_or_cursor) {
  net::Request request;
  Call call = call_of(1);
  call.request = &request;
  request.query = {{"limit", "0"}};
  EXPECT_EQ(send("GET", "/api/v1/parked-events", call).error().id, "api.limit_invalid");
  request.query = {{"cursor", "yesterday"}};
  EXPECT_EQ(send("GET", "/api/v1/parked-events", call).error().id, "api.cursor_invalid");
}

TEST_P(IntakeEndpoints, replay_a_parked_body) {
  park_at(11, 0, WorkspaceId{1});
  const auto reply = replay(1, to_text(RawEventId{11}));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_EQ(reply->body.at("outcome"), json::Value("answered"));
  EXPECT_THAT(replays_, ::testing::ElementsAre(RawEventId{11}));
}

TEST_P(IntakeEndpoints, replay_nothing_that_the_caller_may_not_see) {
  park_at(11, 0, WorkspaceId{2});
  park_at(12, 0, std::nullopt);
  for (const std::string& id : {to_text(RawEventId{11}), to_text(RawEventId{12}),
                                to_text(RawEventId{99}), std::string("raw_0"), std::string("11")}) {
    const auto reply = replay(1, id);
    ASSERT_FALSE(reply) << id;
    EXPECT_EQ(reply.error().id, "api.not_found") << id;
  }
  EXPECT_THAT(replays_, ::testing::IsEmpty());
  EXPECT_TRUE(replay(1, to_text(RawEventId{12}), true));
}

TEST_P(IntakeEndpoints, pass_on_why_a_replay_failed) {
  park_at(13, 0, WorkspaceId{1});
  const auto reply = replay(1, to_text(RawEventId{13}));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().id, "intake.raw_gone");
}

TEST_P(IntakeEndpoints, replay_all_that_fits_in_parts) {
  for (const std::int64_t raw : {11, 12, 13, 14}) park_at(raw, 0, WorkspaceId{1});
  park_at(21, 0, WorkspaceId{2});
  const auto part = [this](json::Value body) {
    Call call = call_of(1);
    call.body = std::move(body);
    const auto reply = send("POST", "/api/v1/parked-events/replay", std::move(call));
    EXPECT_TRUE(reply) << (reply ? "" : reply.error().text());
    return reply ? reply->body : json::Value();
  };
  const json::Value first = part({{"limit", 2}, {"reason", "missing_sender"}});
  EXPECT_EQ(first.at("replayed"), json::Value(2));
  EXPECT_EQ(first.at("left"), json::Value(2));
  const json::Value second = part({{"reason", "missing_sender"}, {"cursor", first.at("next")}});
  EXPECT_EQ(
      second,
      (json::Value{
          {"replayed", 0}, {"parked_again", 1}, {"failed", 1}, {"left", 0}, {"next", nullptr}}));
  EXPECT_THAT(replays_, ::testing::ElementsAre(RawEventId{11}, RawEventId{12}, RawEventId{13},
                                               RawEventId{14}));
  // The first part once more: what it did is done.
  EXPECT_EQ(part({{"limit", 1}, {"reason", "undecodable"}}).at("next"), json::Value(nullptr));
}

TEST_P(IntakeEndpoints, end_a_part_that_takes_long) {
  for (const std::int64_t raw : {11, 15, 16}) park_at(raw, 0, WorkspaceId{1});
  const auto reply = send("POST", "/api/v1/parked-events/replay", call_of(1));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_EQ(reply->body.at("replayed"), json::Value(2));
  EXPECT_EQ(reply->body.at("left"), json::Value(1));
  EXPECT_TRUE(reply->body.at("next").is_string());
}

TEST_P(IntakeEndpoints, refuse_a_replay_that_is_asked_for_wrongly) {
  for (const auto& [field, value] : std::vector<std::pair<std::string, json::Value>>{
           {"reason", "boredom"}, {"account", "con_2"}, {"cursor", "n_2"}, {"limit", 201}}) {
    Call call = call_of(1);
    call.body = json::Object{{field, value}};
    const auto reply = send("POST", "/api/v1/parked-events/replay", std::move(call));
    ASSERT_FALSE(reply) << field;
    EXPECT_EQ(reply.error().field, field);
  }
  EXPECT_THAT(replays_, ::testing::IsEmpty());
}

TEST_P(IntakeEndpoints, count_what_is_parked_by_reason) {
  for (const std::int64_t raw : {11, 12}) park_at(raw, 0, WorkspaceId{1});
  park_at(21, 0, WorkspaceId{2});
  const auto reply = send("GET", "/api/v1/parked-events/count", call_of(1));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_EQ(reply->body,
            (json::Value{
                {"count", 2}, {"more", false}, {"reasons", json::Object{{"missing_sender", 2}}}}));
}

TEST_P(IntakeEndpoints, simulate_the_verification_that_meta_makes) {
  const json::Value good = verify_test({});
  EXPECT_EQ(good.at("verified"), json::Value(true));
  EXPECT_EQ(good.at("status"), json::Value(200));
  EXPECT_EQ(good.at("body"), json::Value("1158201444"));
  const json::Value own = verify_test({{"verify_token", "verify-me-7"}, {"challenge", "abc"}});
  EXPECT_EQ(own.at("body"), json::Value("abc"));
}

TEST_P(IntakeEndpoints, say_why_a_simulated_verification_fails) {
  const json::Value wrong = verify_test({{"verify_token", "guess"}});
  EXPECT_EQ(wrong.at("verified"), json::Value(false));
  EXPECT_EQ(wrong.at("status"), json::Value(403));
  EXPECT_EQ(wrong.at("outcome"), json::Value("wrong_token"));
  EXPECT_THAT(std::string(wrong.at("explanation").as_string()), HasSubstr("DUNLIN_VERIFY_TOKEN"));
  EXPECT_EQ(verify_test({{"mode", "unsubscribe"}}).at("outcome"), json::Value("wrong_mode"));
  EXPECT_EQ(verify_test({{"challenge", "<b>"}}).at("outcome"), json::Value("bad_challenge"));
  use_token("");
  const json::Value none = verify_test({});
  EXPECT_EQ(none.at("status"), json::Value(404));
  EXPECT_EQ(none.at("outcome"), json::Value("no_token"));
}

TEST_P(IntakeEndpoints, refuse_unknown_fields_of_a_simulated_verification) {
  Call call = call_of(1);
  call.body = {{"token", "x"}};
  EXPECT_FALSE(send("POST", "/api/v1/webhook/verify-test", call));
}

}  // namespace
}  // namespace dunlin::intake
