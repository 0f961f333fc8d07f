#include <mutex>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include "base/check.h"
#include "net/signature.h"

namespace dunlin::net {
namespace {

constexpr std::size_t kMaxSecrets = 4;
constexpr std::string_view kPrefix = "sha256=";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(Sha256& digest) {
  return reinterpret_cast<unsigned char*>(digest.data());
}

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

Context keyed_context(std::string_view key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  check(mac != nullptr, "OpenSSL offers HMAC");
  Context context(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const int ok = EVP_MAC_init(context.get(), bytes_of(key), key.size(), parameters);
  check(ok == 1, "OpenSSL takes an HMAC key");
  return context;
}

Sha256 mac_with(EVP_MAC_CTX* context, std::string_view bytes) {
  Sha256 out{};
  std::size_t size = 0;
  const bool ok = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
                  EVP_MAC_update(context, bytes_of(bytes), bytes.size()) == 1 &&
                  EVP_MAC_final(context, bytes_of(out), &size, out.size()) == 1;
  check(ok && size == out.size(), "OpenSSL computes an HMAC");
  return out;
}

/// Exactly "sha256=" and 64 lowercase hex digits, as Meta writes it.
std::optional<Sha256> parse_header(std::string_view header) {
  if (header.size() != kPrefix.size() + 64 || !header.starts_with(kPrefix)) return std::nullopt;
  header.remove_prefix(kPrefix.size());
  if (header.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  const auto bytes = from_hex(header);
  Sha256 out{};
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 out{};
  SHA256(bytes_of(bytes), bytes.size(), bytes_of(out));
  return out;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  const Context context = keyed_context(key.empty() ? std::string_view("") : key);
  return mac_with(context.get(), bytes);
}

std::array<std::byte, 20> hmac_sha1(std::string_view key, std::string_view bytes) {
  std::array<std::byte, 20> out{};
  unsigned size = 0;
  const unsigned char* made =
      HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
           reinterpret_cast<unsigned char*>(out.data()), &size);
  check(made != nullptr && size == out.size(), "OpenSSL computes an HMAC");
  return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct SignatureVerifier::State {
  std::mutex mutex;
  std::vector<Context>
      contexts;  // empty pointers stand for empty secrets, so that indices stay true
  bool has_secret = false;
};

SignatureVerifier::SignatureVerifier(std::vector<Secret<>> secrets)
    : state_(std::make_unique<State>()) {
  check(secrets.size() <= kMaxSecrets, "there are at most four app secrets");
  for (const Secret<>& secret : secrets) {
    state_->contexts.push_back(secret.empty() ? Context() : keyed_context(secret.reveal()));
    state_->has_secret |= !secret.empty();
  }
}

SignatureVerifier::SignatureVerifier(SignatureVerifier&&) noexcept = default;
SignatureVerifier& SignatureVerifier::operator=(SignatureVerifier&&) noexcept = default;
SignatureVerifier::~SignatureVerifier() = default;

bool SignatureVerifier::has_secret() const {
  return state_->has_secret;
}

std::optional<std::size_t> SignatureVerifier::verify(std::string_view header,
                                                     std::string_view body) const {
  const auto claimed = parse_header(header);
  if (!claimed) return std::nullopt;
  std::optional<std::size_t> match;
  const std::lock_guard lock(state_->mutex);
  for (std::size_t i = 0; i < state_->contexts.size(); ++i) {
    if (!state_->contexts[i]) continue;
    const Sha256 actual = mac_with(state_->contexts[i].get(), body);
    const bool equal = CRYPTO_memcmp(actual.data(), claimed->data(), actual.size()) == 0;
    if (equal && !match) match = i;
  }
  return match;
}

}  // namespace dunlin::net
