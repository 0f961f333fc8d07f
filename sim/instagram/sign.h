#pragma once

#include <string>
#include <string_view>

namespace dunlin::instagram {

/// Both headers of INSTAGRAM §2.3, with their prefixes.
struct HubSignatures {
  std::string sha256;  ///< "sha256=<64 hex>"
  std::string sha1;    ///< "sha1=<40 hex>"
};

HubSignatures sign(std::string_view secret, std::string_view body);
/// Hex.
std::string hex_sha256(std::string_view bytes);
/// Hex HMAC-SHA256: appsecret_proof.
std::string hex_hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace dunlin::instagram
