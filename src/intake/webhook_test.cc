#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/webhook_fixture_test.h"

namespace dunlin::intake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// The worked example of INSTAGRAM §2.3.
constexpr std::string_view kSample =
    R"({"object":"instagram","entry":[{"id":"17841499900000001","time":1790000000321,"messaging":[{"sender":{"id":"880011223344556"},"recipient":{"id":"17841499900000001"},"timestamp":1790000000100,"message":{"mid":"aWdfSIM0001","text":"Ol\u00e1 \ud83d\ude42"}}]}]})";
constexpr std::string_view kSampleSignature =
    "sha256=e7b3d0f1e7a19057ed9d5c5347c90d47f6ffd579e012371672008a75f32f6923";

class WebhookOnBothEngines : public WebhookTest {
 protected:
  /// Starts them all at once; the answers in the order in which they came.
  std::vector<int> accept_together(int count, std::size_t body_bytes) {
    std::vector<int> statuses;
    for (int i = 0; i < count; ++i) {
      const std::string body = std::to_string(i) + std::string(body_bytes, ' ');
      spawn(executor(), accept_one(webhook(), signed_request(body), statuses));
    }
    if (backend_->behave == TestBackend::Mode::hold) {
      const auto nothing = wait(nop());
      EXPECT_EQ(nothing, 0);
      backend_->release();
    }
    while (statuses.size() < static_cast<std::size_t>(count)) run_one();
    return statuses;
  }

 private:
  static Task<int> nop() { co_return 0; }
  static Task<void> accept_one(Webhook& webhook, net::Request request, std::vector<int>& statuses) {
    const net::Response response = co_await webhook.accept(std::move(request));
    statuses.push_back(response.status);
  }
};
DUNLIN_ON_BOTH_ENGINES(WebhookOnBothEngines);

TEST_P(WebhookOnBothEngines, stores_a_signed_body_byte_for_byte_before_it_answers) {
  EXPECT_EQ(signature_of(kSample), kSampleSignature);
  const net::Response response = accept(signed_request(std::string(kSample)));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "EVENT_RECEIVED");
  const auto raws = stored();
  ASSERT_THAT(raws, SizeIs(1));
  EXPECT_EQ(raws[0].body, kSample);
  EXPECT_EQ(raws[0].origin, Origin::webhook);
  EXPECT_EQ(raws[0].received_at, clock().now());
  ASSERT_THAT(accepted_, SizeIs(1));
  EXPECT_EQ(accepted_[0].id, raws[0].id);
  EXPECT_EQ(accepted_[0].body, kSample);
}

TEST_P(WebhookOnBothEngines, notes_which_secret_signed) {
  accept(signed_request("{}", kSecret));
  accept(signed_request("{}", kSecondSecret));
  const auto raws = stored();
  ASSERT_THAT(raws, SizeIs(2));
  EXPECT_EQ(raws[0].secret_index, 0);
  EXPECT_EQ(raws[1].secret_index, 1);
}

TEST_P(WebhookOnBothEngines, takes_a_signed_body_that_is_not_even_json) {
  const std::string bytes("\0\xff{not json", 11);
  EXPECT_EQ(accept(signed_request(bytes)).status, 200);
  EXPECT_EQ(accept(signed_request("")).status, 200);
  const auto raws = stored();
  ASSERT_THAT(raws, SizeIs(2));
  EXPECT_EQ(raws[0].body, bytes);
  EXPECT_EQ(raws[1].body, "");
}

TEST_P(WebhookOnBothEngines, asks_for_another_delivery_when_it_cannot_store) {
  backend_->behave = TestBackend::Mode::fail;
  const net::Response response = accept(signed_request("{}"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.get("Retry-After"), "5");
  EXPECT_THAT(accepted_, IsEmpty());
  backend_->behave = TestBackend::Mode::pass;
  EXPECT_EQ(accept(signed_request("{}")).status, 200);
  EXPECT_THAT(stored(), SizeIs(1));
}

TEST_P(WebhookOnBothEngines, answers_every_body_of_a_crowd_and_keeps_their_order) {
  backend_->behave = TestBackend::Mode::hold;
  const auto statuses = accept_together(150, 0);
  EXPECT_EQ(std::ranges::count(statuses, 200), 150);
  const auto raws = stored();
  ASSERT_THAT(raws, SizeIs(150));
  for (std::size_t i = 0; i < raws.size(); ++i) EXPECT_EQ(raws[i].body, std::to_string(i));
  for (std::size_t i = 0; i < accepted_.size(); ++i) EXPECT_EQ(accepted_[i].id, raws[i].id);
  for (std::size_t i = 0; i < 150; ++i) EXPECT_EQ(waiting_.at(i), 149 - i);
  // PostgreSQL: the first alone, then 64, 64 and 21 in a statement's transaction each.
  EXPECT_EQ(backend_->submitted - (engine() == db::Engine::postgres ? 1 : 150),
            engine() == db::Engine::postgres ? 4 : 150);
}

TEST_P(WebhookOnBothEngines, refuses_more_than_may_wait_and_recovers) {
  WebhookOptions options = usual_options();
  options.max_waiting_bytes = 32 * 1024;
  make_webhook(options);
  backend_->behave = TestBackend::Mode::hold;
  const auto statuses = accept_together(40, 1024);
  EXPECT_EQ(std::ranges::count(statuses, 200), 31);
  EXPECT_EQ(std::ranges::count(statuses, 503), 9);
  EXPECT_THAT(stored(), SizeIs(31));
  EXPECT_EQ(accept(signed_request("{}")).status, 200);
}

class WebhookAlone : public WebhookTest {};
INSTANTIATE_TEST_SUITE_P(OnSqlite, WebhookAlone, ::testing::Values(db::Engine::sqlite),
                         dunlin::testing::engine_name);

TEST_P(WebhookAlone, is_not_there_without_a_secret) {
  make_webhook({.app_secrets = {}, .verify_token = Secret<>(std::string(kToken))});
  EXPECT_EQ(accept(signed_request("{}")).status, 404);
  make_webhook({.app_secrets = {Secret<>(std::string())}, .verify_token = {}});
  EXPECT_EQ(accept(signed_request("{}", "")).status, 404);
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_P(WebhookAlone, refuses_a_missing_repeated_or_legacy_signature) {
  net::Request request = signed_request("{}");
  request.headers.add("X-Hub-Signature-256", signature_of("{}"));
  EXPECT_EQ(accept(request).status, 401);

  net::Request legacy;
  legacy.body = kSample;
  legacy.headers.add("X-Hub-Signature", "sha1=a9260c7e70861c401045bf0bafc28ab20f7c827d");
  EXPECT_EQ(accept(legacy).status, 401);
  EXPECT_THAT(stored(), IsEmpty());
  EXPECT_THAT(accepted_, IsEmpty());
}

TEST_P(WebhookAlone, logs_bad_signatures_once_a_minute_with_a_count) {
  LogLines log;
  const auto bad = [this] { accept(signed_request("{}", "another secret")); };
  for (int i = 0; i < 5; ++i) bad();
  EXPECT_THAT(log.lines,
              ElementsAre(AllOf(HasSubstr("webhook.signature_refused"), HasSubstr("192.0.2.7"),
                                HasSubstr("signature_wrong"), HasSubstr("\"refused_before\":0"))));
  clock().advance(std::chrono::seconds{61});
  bad();
  ASSERT_THAT(log.lines, SizeIs(2));
  EXPECT_THAT(log.lines[1], HasSubstr("\"refused_before\":4"));
}

TEST_P(WebhookAlone, answers_the_challenge_and_logs_it) {
  LogLines log;
  const net::Response response = verify(verification_get("subscribe", kToken, "1158201444"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "1158201444");
  EXPECT_THAT(std::string(response.headers.get("Content-Type")), HasSubstr("text/plain"));
  EXPECT_THAT(log.lines, ElementsAre(HasSubstr("webhook.verified")));
  EXPECT_THAT(log.lines[0], Not(HasSubstr(kToken)));
}

TEST_P(WebhookAlone, refuses_every_other_verification) {
  const auto status = [this](std::string_view mode, std::string_view token,
                             std::string_view challenge) {
    return verify(verification_get(mode, token, challenge)).status;
  };
  EXPECT_EQ(status("unsubscribe", kToken, "1"), 403);
  EXPECT_EQ(status("subscribe", "wrong", "1"), 403);
  EXPECT_EQ(status("subscribe", "", "1"), 403);
  EXPECT_EQ(status("subscribe", kToken, ""), 403);
  EXPECT_EQ(status("subscribe", kToken, "<script>"), 403);
  EXPECT_EQ(status("subscribe", kToken, std::string(65, '1')), 403);
  EXPECT_EQ(status("subscribe", kToken, std::string(64, '1')), 200);
  EXPECT_EQ(status("subscribe", kToken, "aZ0_-"), 200);
  EXPECT_EQ(verify(net::Request{}).status, 403);
  net::Request twice = verification_get("subscribe", "wrong", "1");
  twice.query.emplace_back("hub.verify_token", std::string(kToken));
  EXPECT_EQ(verify(twice).status, 403);
  std::ranges::reverse(twice.query);
  EXPECT_EQ(verify(twice).status, 403);
}

TEST_P(WebhookAlone, has_no_verification_without_a_token) {
  make_webhook({.app_secrets = {Secret<>(std::string(kSecret))}, .verify_token = {}});
  EXPECT_EQ(verify(verification_get("subscribe", "", "1")).status, 404);
  EXPECT_EQ(verify(verification_get("subscribe", kToken, "1")).status, 404);
}

}  // namespace
}  // namespace dunlin::intake
