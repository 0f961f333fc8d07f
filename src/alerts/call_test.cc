#include "alerts/call.h"

#include <gtest/gtest.h>

#include "alerts/tell.h"
#include "tests/support/plain_seams.h"

namespace dunlin::alerts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Instant kNow = from_ms(1'790'000'000'000);

TEST(Webhook, only_addresses_that_may_be_called_are_taken) {
  EXPECT_EQ(*host_of("https://hooks.example.com/a?b=c"), "hooks.example.com");
  EXPECT_EQ(*host_of("https://hooks.example.com:8443"), "hooks.example.com:8443");
  for (const std::string url : {"http://hooks.example.com", "https://", "https:///x",
                                "https://:443/", "https://a@b.example", "https://a.example/#x",
                                "https://a.example/\n", "https://ü.example", "ftp://a"}) {
    const auto host = host_of(url);
    ASSERT_FALSE(host.ok()) << url;
    EXPECT_EQ(host.error().field, "url");
  }
}

/// The example of the Standard Webhooks libraries.
TEST(Webhook, a_call_is_signed_as_the_standard_has_it) {
  const auto made =
      signature(Secret<>("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330, R"({"test": 2432232314})");
  EXPECT_EQ(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_FALSE(signature(Secret<>("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "a", 1, ""));
}

TEST(Webhook, each_secret_is_new_and_signs) {
  testing::SeededRandom random;
  const Secret<> one = new_secret(random), other = new_secret(random);
  EXPECT_NE(one.reveal(), other.reveal());
  EXPECT_EQ(one.reveal().size(), 6U + 44U);
  EXPECT_TRUE(signature(one, "a", 1, "b"));
}

TEST(Webhook, a_call_goes_to_public_addresses_only_and_keeps_its_id) {
  testing::SeededRandom random;
  const CallParts parts{.url = "https://hooks.example.com/x", .secret = new_secret(random)};
  const WaitingCall call{.id = 77, .body = "{}"};
  const auto first = request_of(parts, call, kNow);
  const auto second = request_of(parts, call, kNow + minutes{1});
  EXPECT_EQ(first.egress, net::ClientRequest::Egress::public_only);
  EXPECT_EQ(first.headers.get("webhook-id"), second.headers.get("webhook-id"));
  EXPECT_NE(first.headers.get("webhook-signature"), second.headers.get("webhook-signature"));
  EXPECT_EQ(first.headers.get("webhook-timestamp"), "1790000000");
  const auto slack = request_of({.style = Style::slack, .url = parts.url}, call, kNow);
  EXPECT_EQ(slack.headers.get("webhook-signature"), "");
}

TEST(Webhook, a_call_is_tried_again_ever_more_seldom_for_a_day) {
  const auto next = [](int status, int attempts, Duration age) {
    const WaitingCall call{.attempts = attempts, .created_at = kNow - age};
    net::ClientResponse response;
    response.status = status;
    return judge_call(response, call, kNow);
  };
  EXPECT_TRUE(next(204, 1, {}).delivered);
  EXPECT_FALSE(next(204, 1, {}).next_at);
  EXPECT_EQ(next(302, 1, {}).next_at, kNow + minutes{1});
  EXPECT_EQ(next(500, 4, {}).next_at, kNow + minutes{8});
  EXPECT_EQ(next(404, 40, hours{2}).next_at, kNow + hours{1});
  EXPECT_FALSE(next(500, 40, hours{23} + minutes{30}).next_at);
  EXPECT_EQ(next(500, 1, {}).says, "It answered with status 500.");
  const WaitingCall call{.attempts = 1, .created_at = kNow};
  const auto silent = judge_call(
      net::TransportFailure{.id = "net.timeout", .message = "It did not answer."}, call, kNow);
  EXPECT_FALSE(silent.delivered);
  EXPECT_EQ(silent.says, "It did not answer.");
}

TEST(Webhook, a_call_says_what_was_raised_and_what_is_over) {
  Alert alert{.id = AlertId{5}, .kind = Kind::parked_events, .facts = {{"count", 3}}};
  const auto body = [&](Style style, std::string_view language = "en") {
    return *json::parse(call_body(style, alert, language, kNow));
  };
  EXPECT_EQ(body(Style::standard).at("type"), json::Value("alert.raised"));
  EXPECT_EQ(body(Style::standard).at("data").at("kind"), json::Value("parked_events"));
  EXPECT_NE(body(Style::slack).at("text").as_string().find("3 events"), std::string::npos);
  EXPECT_NE(body(Style::slack, "fa").at("text"), body(Style::slack).at("text"));
  alert.over_at = kNow;
  EXPECT_EQ(body(Style::standard).at("type"), json::Value("alert.over"));
  alert.kind = Kind::test;
  EXPECT_EQ(body(Style::standard).at("type"), json::Value("alert.raised"));
}

}  // namespace
}  // namespace dunlin::alerts
