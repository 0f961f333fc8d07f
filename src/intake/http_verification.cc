#include <algorithm>
#include <optional>

#include "intake/verification.h"
#include "net/signature.h"

namespace dunlin::intake {
namespace {

constexpr std::size_t kMaxChallengeBytes = 64;

/// A repeated parameter counts as none: two readers could disagree on which one holds.
std::optional<std::string_view> single(const net::Request& request, std::string_view name) {
  const auto is_named = [name](const auto& parameter) { return parameter.first == name; };
  if (std::ranges::count_if(request.query, is_named) != 1) return std::nullopt;
  return request.parameter(name);
}

bool may_be_echoed(std::string_view challenge) {
  const auto is_plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !challenge.empty() && challenge.size() <= kMaxChallengeBytes &&
         std::ranges::all_of(challenge, is_plain);
}

}  // namespace

Verification judge_verification(const Secret<>& token, const net::Request& request) {
  if (token.empty()) return Verification::no_token;
  const auto given = single(request, "hub.verify_token");
  const bool token_matches = given && net::equal_constant_time(*given, token.reveal());
  if (single(request, "hub.mode") != "subscribe") return Verification::wrong_mode;
  if (!token_matches) return Verification::wrong_token;
  const auto challenge = single(request, "hub.challenge");
  if (!challenge || !may_be_echoed(*challenge)) return Verification::bad_challenge;
  return Verification::verified;
}

net::Response verification_response(Verification outcome, const net::Request& request) {
  if (outcome == Verification::verified) {
    return net::Response::text(200, std::string(request.parameter("hub.challenge").value_or("")));
  }
  return net::Response::text(outcome == Verification::no_token ? 404 : 403,
                             std::string(explanation(outcome)));
}

std::string_view explanation(Verification outcome) {
  switch (outcome) {
    case Verification::verified:
      return "The challenge was answered.";
    case Verification::no_token:
      return "This server has no verify token. Set DUNLIN_VERIFY_TOKEN and start it again.";
    case Verification::wrong_mode:
      return "hub.mode must be given once and be \"subscribe\".";
    case Verification::wrong_token:
      return "The verify token does not match. Enter the value of DUNLIN_VERIFY_TOKEN in the "
             "app's dashboard.";
    case Verification::bad_challenge:
      return "hub.challenge must be 1 to 64 letters, digits, '_' or '-'.";
  }
  return "";
}

std::string_view name(Verification outcome) {
  switch (outcome) {
    case Verification::verified:
      return "verified";
    case Verification::no_token:
      return "no_token";
    case Verification::wrong_mode:
      return "wrong_mode";
    case Verification::wrong_token:
      return "wrong_token";
    case Verification::bad_challenge:
      return "bad_challenge";
  }
  return "";
}

}  // namespace dunlin::intake
