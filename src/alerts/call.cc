#include "alerts/call.h"

#include <algorithm>

#include <fmt/format.h>

#include "net/signature.h"

namespace dunlin::alerts {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 32;
constexpr int kMostDoublings = 6;

Error invalid(std::string message) {
  return Error(Code::invalid, "alert.webhook_invalid", std::move(message)).at("url");
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// RFC 4648 §4, with padding.
std::string to_base64(std::string_view bytes) {
  std::string out = net::to_base64url(bytes);
  std::ranges::replace(out, '-', '+');
  std::ranges::replace(out, '_', '/');
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<std::string> from_base64(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return net::from_base64url(text);
}

bool is_plain(char c) {
  return c > ' ' && c < '\x7f';
}

std::string says(const net::ClientResult& result) {
  if (const auto* failure = std::get_if<net::TransportFailure>(&result)) return failure->message;
  return fmt::format("It answered with status {}.", std::get<net::ClientResponse>(result).status);
}

}  // namespace

Result<std::string> host_of(std::string_view url) {
  if (!url.starts_with(kScheme)) return invalid("It begins with https://");
  if (!std::ranges::all_of(url, is_plain)) {
    return invalid("It has only printable ASCII characters; encode the others");
  }
  const std::string_view rest = url.substr(kScheme.size());
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.empty() || host.starts_with(':')) return invalid("It names no host");
  if (host.find('@') != std::string_view::npos)
    return invalid("It has no user and no password before the host");
  if (url.find('#') != std::string_view::npos) return invalid("It has no part after #");
  return std::string(host);
}

Secret<> new_secret(Random& random) {
  std::array<std::byte, kSecretBytes> bytes{};
  random.fill(bytes);
  return Secret<>(std::string(kSecretPrefix) + to_base64(as_text(bytes)));
}

std::optional<std::string> signature(const Secret<>& secret, std::string_view id,
                                     std::int64_t seconds, std::string_view body) {
  std::string_view text = secret.reveal();
  if (!text.starts_with(kSecretPrefix)) return std::nullopt;
  text.remove_prefix(kSecretPrefix.size());
  const auto key = from_base64(std::string(text));
  if (!key) return std::nullopt;
  const auto digest = net::hmac_sha256(*key, fmt::format("{}.{}.{}", id, seconds, body));
  return "v1," + to_base64(as_text(digest));
}

net::ClientRequest request_of(const CallParts& parts, const WaitingCall& call, Instant now) {
  net::ClientRequest request;
  request.kind = net::ClientRequest::Kind::effect;
  request.egress = net::ClientRequest::Egress::public_only;
  request.method = "POST";
  request.url = parts.url;
  request.headers.add("Content-Type", "application/json");
  request.body = call.body;
  request.deadline = kCallDeadline;
  request.max_answer_bytes = 64 << 10;
  if (parts.style == Style::slack) return request;
  const std::string id = encode_id("call", call.id);
  const std::int64_t seconds = to_us(now) / 1'000'000;
  request.headers.add("webhook-id", id);
  request.headers.add("webhook-timestamp", std::to_string(seconds));
  const auto signed_with = signature(parts.secret, id, seconds, call.body);
  if (signed_with) request.headers.add("webhook-signature", *signed_with);
  return request;
}

CallOutcome judge_call(const net::ClientResult& result, const WaitingCall& call, Instant now) {
  CallOutcome out{.at = now, .says = says(result)};
  const auto* response = std::get_if<net::ClientResponse>(&result);
  out.delivered = response != nullptr && response->status >= 200 && response->status < 300;
  if (out.delivered) return out;
  const auto doublings = std::clamp(call.attempts - 1, 0, kMostDoublings);
  const Duration pause =
      std::min<Duration>(std::chrono::minutes{1} * (1 << doublings), std::chrono::hours{1});
  if (now + pause < call.created_at + kCallLife) {
    out.next_at = now + pause;
  } else {
    out.says += " It was tried for a day and is given up.";
  }
  return out;
}

}  // namespace dunlin::alerts
