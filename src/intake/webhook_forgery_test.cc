#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/webhook_fixture_test.h"
#include "json/json.h"
#include "tests/support/instrumented.h"

namespace dunlin::intake {
namespace {

constexpr std::string_view kHeader = "X-Hub-Signature-256";

/// A body that re-encoding changes: escapes, astral characters, a slash, a number that is not
/// canonical.
constexpr std::string_view kBody =
    R"({"object":"instagram", "entry":[{"id":"17841400000000042","time":1790000000321,"messaging":[{"sender":{"id":"880011000000001"},"recipient":{"id":"17841400000000042"},"timestamp":1790000000100,"message":{"mid":"aWdfA1","text":"Ol\u00e1 \ud83d\ude42 <b>50%</b> a@b.test http:\/\/x"}}]}]})";

class Forger {
 public:
  explicit Forger(Random& random) : random_(random) {}

  net::Request forged() {
    net::Request request = signed_request(std::string(kBody));
    if (random_.below(2) == 0) {
      change_body(request);
    } else {
      change_header(request);
    }
    return request;
  }

 private:
  std::size_t at(const std::string& text) { return random_.below(text.size()); }
  char byte() { return static_cast<char>(random_.below(256)); }

  void change_body(net::Request& request) {
    std::string& body = request.body;
    const std::string before = body;
    do {
      body = before;
      switch (random_.below(7)) {
        case 0:
          body[at(body)] ^= static_cast<char>(1U << random_.below(8));
          break;
        case 1:
          body.resize(at(body));
          break;
        case 2:
          body.insert(at(body), 1, byte());
          break;
        case 3:
          body.erase(at(body), 1 + random_.below(8));
          break;
        case 4:
          body.append(1 + random_.below(64), byte());
          break;
        case 5:
          std::swap(body[at(body)], body[at(body)]);
          break;
        default:
          body = reencoded();
      }
    } while (body == before);
  }

  std::string reencoded() {
    const json::Value value = *json::parse(kBody);
    return random_.below(2) == 0 ? json::print(value) : json::print_ascii(value);
  }

  void change_header(net::Request& request) {
    const std::string good = signature_of(kBody);
    if (random_.below(8) == 0) return request.headers.add(kHeader, good);
    std::string value = good;
    while (value == good) value = changed(good);
    request.headers.set(kHeader, value);
  }

  std::string changed(std::string value) {
    switch (random_.below(12)) {
      case 0:
        value[at(value)] ^= static_cast<char>(1U << random_.below(8));
        return value;
      case 1:
        return value.substr(0, at(value));
      case 2:
        return value + "0123456789abcdef"[random_.below(16)];
      case 3:
        return "sha1=" + value.substr(7);
      case 4:
        return "sha1=" + value.substr(7, 40);
      case 5:
        return value.substr(7);
      case 6:
        return " " + value;
      case 7:
        return value + ", " + value;
      case 8:
        return "SHA256=" + value.substr(7);
      case 9:
        return signature_of(kBody, random_.hex(16));
      case 10:
        return signature_of(reencoded());
      default: {
        const std::size_t digit = 7 + random_.below(64);
        value[digit] = "0123456789abcdefABCDEF"[random_.below(22)];
        return value;
      }
    }
  }

  Random& random_;
};

class WebhookForgery : public WebhookTest {};
INSTANTIATE_TEST_SUITE_P(OnSqlite, WebhookForgery, ::testing::Values(db::Engine::sqlite),
                         dunlin::testing::engine_name);

TEST_P(WebhookForgery, none_of_a_million_is_accepted) {
  constexpr int kForgeries = 1'000'000 / testing::kShare;
  ASSERT_EQ(accept(signed_request(std::string(kBody))).status, 200);
  const int submitted = backend_->submitted;
  Forger forger(manual_.seams().random);
  int accepted = 0;
  for (int i = 0; i < kForgeries; ++i) {
    net::Request request = forger.forged();
    const std::string header(request.headers.get(kHeader));
    const net::Response response = accept(std::move(request));
    if (response.status == 401) continue;
    ++accepted;
    ADD_FAILURE() << response.status << " for " << header;
    if (accepted > 10) break;
  }
  EXPECT_EQ(accepted, 0);
  EXPECT_EQ(backend_->submitted, submitted);
  ASSERT_EQ(accept(signed_request(std::string(kBody))).status, 200);
  EXPECT_THAT(stored(), ::testing::SizeIs(2));
  EXPECT_THAT(accepted_, ::testing::SizeIs(2));
}

TEST_P(WebhookForgery, every_single_changed_bit_of_a_body_is_noticed) {
  std::string body(kBody);
  const net::Request honest = signed_request(body);
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    net::Request request = honest;
    request.body[bit / 8] ^= static_cast<char>(1U << (bit % 8));
    ASSERT_EQ(accept(std::move(request)).status, 401) << "bit " << bit;
  }
  EXPECT_THAT(stored(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace dunlin::intake
