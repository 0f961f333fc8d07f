#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"
#include "sim/instagram/sign.h"

namespace dunlin::instagram {
namespace {

std::string hex(const unsigned char* bytes, unsigned size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(std::size_t{size} * 2);
  for (unsigned i = 0; i < size; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

const unsigned char* data(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac_hex(const EVP_MD* digest, std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  const auto* done = HMAC(digest, key.data(), static_cast<int>(key.size()), data(bytes),
                          bytes.size(), out.data(), &size);
  check(done != nullptr, "HMAC failed");
  return hex(out.data(), size);
}

}  // namespace

HubSignatures sign(std::string_view secret, std::string_view body) {
  return {.sha256 = "sha256=" + hmac_hex(EVP_sha256(), secret, body),
          .sha1 = "sha1=" + hmac_hex(EVP_sha1(), secret, body)};
}

std::string hex_sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr);
  check(done == 1, "SHA-256 failed");
  return hex(out.data(), size);
}

std::string hex_hmac_sha256(std::string_view key, std::string_view bytes) {
  return hmac_hex(EVP_sha256(), key, bytes);
}

}  // namespace dunlin::instagram
