#include "intake/http_webhook.h"

namespace dunlin::intake {
namespace {

constexpr std::string_view kSignatureHeader = "X-Hub-Signature-256";
constexpr std::string_view kRetryAfterSeconds = "5";

net::Response try_later(std::string_view why) {
  net::Response response = net::Response::text(503, std::string(why));
  response.headers.set("Retry-After", kRetryAfterSeconds);
  return response;
}

}  // namespace

std::variant<Signed, Refusal> judge_signature(const net::SignatureVerifier& verifier,
                                              const net::Request& request) {
  if (!verifier.has_secret()) return Refusal::no_secret;
  const std::size_t given = request.headers.count(kSignatureHeader);
  if (given == 0) return Refusal::signature_missing;
  if (given > 1) return Refusal::signature_repeated;
  const auto index = verifier.verify(request.headers.get(kSignatureHeader), request.body);
#ifdef DUNLIN_BUG_any_signature
  return Signed{0};
#endif
  if (!index) return Refusal::signature_wrong;
  return Signed{static_cast<int>(*index)};
}

net::Response refusal_response(Refusal refusal) {
  switch (refusal) {
    case Refusal::no_secret:
      return net::Response::text(
          404, "This server has no app secret, so it takes no webhooks. Set DUNLIN_IG_APP_SECRET.");
    case Refusal::signature_missing:
      return net::Response::text(401, "The header X-Hub-Signature-256 is missing.");
    case Refusal::signature_repeated:
      return net::Response::text(401, "The header X-Hub-Signature-256 was given more than once.");
    case Refusal::signature_wrong:
      return net::Response::text(401, "The signature does not fit the body and the app secret.");
    case Refusal::busy:
      return try_later("Too much is waiting to be stored. Deliver it again.");
    case Refusal::not_durable:
      return try_later("It could not be stored. Deliver it again.");
  }
  return net::Response::text(500, "");
}

net::Response received_response() {
  return net::Response::text(200, "EVENT_RECEIVED");
}

std::string_view name(Refusal refusal) {
  switch (refusal) {
    case Refusal::no_secret:
      return "no_secret";
    case Refusal::signature_missing:
      return "signature_missing";
    case Refusal::signature_repeated:
      return "signature_repeated";
    case Refusal::signature_wrong:
      return "signature_wrong";
    case Refusal::busy:
      return "busy";
    case Refusal::not_durable:
      return "not_durable";
  }
  return "";
}

}  // namespace dunlin::intake
