#include <array>
#include <span>

#include <fmt/format.h>
#include <sodium/core.h>
#include <sodium/crypto_pwhash.h>
#include <sodium/utils.h>

#include "base/check.h"
#include "workspace/passwords.h"

namespace dunlin::workspace {
namespace {

constexpr std::size_t kSaltBytes = crypto_pwhash_argon2id_SALTBYTES;
constexpr std::size_t kTagBytes = 32;
using Salt = std::array<unsigned char, kSaltBytes>;
using Tag = std::array<unsigned char, kTagBytes>;

void start_sodium() {
  static const int started = sodium_init();
  check(started >= 0, "libsodium starts");
}

template <class Bytes>
std::string base64(const Bytes& bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
  out.pop_back();
  return out;
}

std::string encode(const Salt& salt, const Tag& tag, PasswordCost cost) {
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_bytes / 1024, cost.passes,
                     base64(salt), base64(tag));
}

class InlinePasswords final : public Passwords {
 public:
  InlinePasswords(Random& random, PasswordCost cost) : random_(random), cost_(cost) {}
  Task<Result<std::string>> hash(Secret<> password) override {
    co_return hash_password(password.reveal(), random_, cost_);
  }
  Task<Result<PasswordVerdict>> verify(Secret<> password, std::string hash) override {
    if (hash.empty()) hash = dummy_hash(cost_);
    co_return verify_password(password.reveal(), hash, cost_);
  }

 private:
  Random& random_;
  PasswordCost cost_;
};

}  // namespace

std::string hash_password(std::string_view password, Random& random, PasswordCost cost) {
  start_sodium();
  Salt salt{};
  Tag tag{};
  random.fill(std::as_writable_bytes(std::span(salt)));
  const int fault =
      crypto_pwhash_argon2id(tag.data(), tag.size(), password.data(), password.size(), salt.data(),
                             cost.passes, cost.memory_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  check(fault == 0, "there is memory to hash a password");
  return encode(salt, tag, cost);
}

PasswordVerdict verify_password(std::string_view password, std::string_view hash,
                                PasswordCost cost) {
  start_sodium();
  const std::string text(hash);
  if (crypto_pwhash_argon2id_str_verify(text.c_str(), password.data(), password.size()) != 0) {
    return PasswordVerdict::wrong;
  }
  const std::string same =
      fmt::format("$argon2id$v=19$m={},t={},p=1$", cost.memory_bytes / 1024, cost.passes);
  return hash.starts_with(same) ? PasswordVerdict::right : PasswordVerdict::right_but_stale;
}

std::string dummy_hash(PasswordCost cost) {
  return encode(Salt{}, Tag{}, cost);
}

std::unique_ptr<Passwords> inline_passwords(Random& random, PasswordCost cost) {
  return std::make_unique<InlinePasswords>(random, cost);
}

}  // namespace dunlin::workspace
