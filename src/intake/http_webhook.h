#pragma once

#include <string_view>
#include <variant>

#include "net/http.h"
#include "net/signature.h"

/// What a POST to /webhooks/instagram is worth, before anything of it is read. Pure.
namespace dunlin::intake {

enum class Refusal {
  no_secret,
  signature_missing,
  signature_repeated,
  signature_wrong,
  busy,
  not_durable
};
struct Signed {
  int secret_index = 0;  ///< which of the configured secrets signed it
};

/// The one header X-Hub-Signature-256 over the raw body. The legacy sha1 header counts for nothing.
std::variant<Signed, Refusal> judge_signature(const net::SignatureVerifier& verifier,
                                              const net::Request& request);

/// 404 no_secret, 401 for signatures, 503 with Retry-After for busy and not_durable; a sentence
/// each.
net::Response refusal_response(Refusal refusal);
net::Response received_response();
/// For logs.
std::string_view name(Refusal refusal);

}  // namespace dunlin::intake
