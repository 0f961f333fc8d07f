#include "intake/webhook_fixture_test.h"

namespace dunlin::intake {

std::string signature_of(std::string_view body, std::string_view secret) {
  return "sha256=" + net::to_hex(net::hmac_sha256(secret, body));
}

net::Request signed_request(std::string body, std::string_view secret) {
  net::Request request;
  request.method = "POST";
  request.path = "/webhooks/instagram";
  request.peer.address = "192.0.2.7";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("X-Hub-Signature-256", signature_of(body, secret));
  request.body = std::move(body);
  return request;
}

net::Request verification_get(std::string_view mode, std::string_view token,
                              std::string_view challenge) {
  net::Request request;
  request.method = "GET";
  request.path = "/webhooks/instagram";
  request.query = {{"hub.mode", std::string(mode)},
                   {"hub.verify_token", std::string(token)},
                   {"hub.challenge", std::string(challenge)}};
  return request;
}

WebhookOptions WebhookTest::usual_options() {
  return {.app_secrets = {Secret<>(std::string(kSecret)), Secret<>(std::string(kSecondSecret))},
          .verify_token = Secret<>(std::string(kToken))};
}

void WebhookTest::SetUp() {
  StorageTest::SetUp();
  if (IsSkipped()) return;
  backend_ = std::make_shared<TestBackend>(storage().journal);
  ids_ = std::make_unique<IdSource>(clock(), 1);
  Seams& manual = manual_.seams();
  seams_ = std::make_unique<Seams>(Seams{clock(), manual.random, manual.timers, *ids_, executor()});
  make_webhook(usual_options());
}

void WebhookTest::make_webhook(WebhookOptions options) {
  webhook_ = std::make_unique<Webhook>(*seams_, db::Database(backend_), std::move(options),
                                       [this](RawEvent raw, std::size_t waiting) {
                                         accepted_.push_back(std::move(raw));
                                         waiting_.push_back(waiting);
                                       });
}

std::vector<RawEvent> WebhookTest::stored() {
  const auto raws = read_journal([](db::Tx& tx) {
    return raw_after(tx, workspace::ScopeMaker::for_node(), RawEventId{}, 10'000);
  });
  return *raws;
}

}  // namespace dunlin::intake
