#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "net/http.h"

/// Meta's GET that proves who owns the callback address (INSTAGRAM §2.2). Pure.
namespace dunlin::intake {

enum class Verification {
  verified,
  no_token,       ///< this server has no verify token: as if there were no such address
  wrong_mode,     ///< hub.mode is not "subscribe", missing or repeated
  wrong_token,    ///< hub.verify_token differs, is missing or repeated
  bad_challenge,  ///< hub.challenge is not 1…64 of [A-Za-z0-9_-]: nothing else is echoed
};

/// The token is compared in constant time.
Verification judge_verification(const Secret<>& token, const net::Request& request);
/// 200 with the challenge as text, 404 without a token, else 403.
net::Response verification_response(Verification outcome, const net::Request& request);
/// For people: what happened and what to do.
std::string_view explanation(Verification outcome);
/// For logs: "verified", "wrong_token", …
std::string_view name(Verification outcome);

}  // namespace dunlin::intake
