#include "workspace/totp.h"

#include <array>
#include <span>

#include <fmt/format.h>

#include "net/http.h"
#include "net/signature.h"

namespace dunlin::workspace {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::size_t kSecretBytes = 20;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kReadable = "23456789abcdefghjkmnpqrstuvwxyz";

}  // namespace

Secret<> make_totp_secret(Random& random) {
  std::string bytes(kSecretBytes, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return Secret<>(std::move(bytes));
}

std::string to_base32(std::string_view bytes) {
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += kBase32[(buffer >> (bits - 5)) & 31];
  }
  if (bits > 0) out += kBase32[(buffer << (5 - bits)) & 31];
  return out;
}

std::string totp_address(const Secret<>& secret, std::string_view email) {
  return fmt::format("otpauth://totp/Dunlin:{}?secret={}&issuer=Dunlin&digits=6&period={}",
                     net::percent_encode(email), to_base32(secret.reveal()), kStepSeconds);
}

std::string totp_code(const Secret<>& secret, std::int64_t step) {
  std::string counter(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    counter[7 - i] = static_cast<char>((static_cast<std::uint64_t>(step) >> (8 * i)) & 255);
  }
  const auto mac = net::hmac_sha1(secret.reveal(), counter);
  const auto at = std::to_integer<std::size_t>(mac[19] & std::byte{15});
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = (number << 8) | std::to_integer<std::uint32_t>(mac.at(at + i));
  }
  return fmt::format("{:06}", (number & 0x7FFFFFFFU) % 1'000'000U);
}

std::optional<std::int64_t> totp_step_of(const Secret<>& secret, std::string_view code,
                                         Instant now) {
  const std::int64_t current = to_us(now) / 1'000'000 / kStepSeconds;
  std::optional<std::int64_t> found;
  for (std::int64_t step = current - 1; step <= current + 1; ++step) {
    if (net::equal_constant_time(totp_code(secret, step), code)) found = step;
  }
  return found;
}

std::vector<std::string> make_recovery_codes(Random& random) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    std::string code;
    for (int at = 0; at < 10; ++at) {
      if (at == 5) code += '-';
      code += kReadable[random.below(kReadable.size())];
    }
    out.push_back(std::move(code));
  }
  return out;
}

std::string fold_recovery_code(std::string_view code) {
  std::string out;
  for (const char c : code) {
    if (c == '-' || c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

}  // namespace dunlin::workspace
