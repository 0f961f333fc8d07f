#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace dunlin::net {

using Sha256 = std::array<std::byte, 32>;

Sha256 sha256(std::string_view bytes);
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);
/// Only for what a standard asks it for (RFC 6238).
std::array<std::byte, 20> hmac_sha1(std::string_view key, std::string_view bytes);
std::string to_hex(std::span<const std::byte> bytes);
std::optional<std::vector<std::byte>> from_hex(std::string_view hex);
/// Unpadded base64url (RFC 4648 §5); decoding tolerates padding.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
/// Time depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

/// Checks X-Hub-Signature-256 ("sha256=" and 64 hex digits, INSTAGRAM §2.3) over the raw body
/// against up to four secrets, each always tried. Keyed contexts are kept, so make one and keep it.
class SignatureVerifier {
 public:
  explicit SignatureVerifier(std::vector<Secret<>> secrets);
  SignatureVerifier(SignatureVerifier&&) noexcept;
  SignatureVerifier& operator=(SignatureVerifier&&) noexcept;
  ~SignatureVerifier();
  [[nodiscard]] bool has_secret() const;
  /// Index of the secret that matches.
  [[nodiscard]] std::optional<std::size_t> verify(std::string_view header,
                                                  std::string_view body) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dunlin::net
