#pragma once

#include "alerts/store.h"
#include "net/client.h"

/// One call of a workspace's webhook. Pure.
namespace dunlin::alerts {

/// An address that may be called: https, a host, no user, no fragment; its host. Errors:
/// alert.webhook_invalid at `url`.
Result<std::string> host_of(std::string_view url);

/// "whsec_" and the base64 of 32 bytes (Standard Webhooks).
Secret<> new_secret(Random& random);
/// `webhook-signature`: "v1," and the base64 of the HMAC-SHA256 over id.seconds.body; nothing when
/// the secret is none.
std::optional<std::string> signature(const Secret<>& secret, std::string_view id,
                                     std::int64_t seconds, std::string_view body);

struct CallParts {
  Style style = Style::standard;
  std::string url{};
  Secret<> secret{};
};
net::ClientRequest request_of(const CallParts& parts, const WaitingCall& call, Instant now);

inline constexpr Duration kCallLife = std::chrono::hours{24};
inline constexpr Duration kCallDeadline = std::chrono::seconds{10};
/// A minute, twice as long each time, at most an hour; given up when it is a day old.
CallOutcome judge_call(const net::ClientResult& result, const WaitingCall& call, Instant now);

}  // namespace dunlin::alerts
