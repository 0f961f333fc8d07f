#include <span>

#include <sodium/core.h>
#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include "accounts/vault.h"
#include "base/check.h"

namespace dunlin::accounts {
namespace {

// A sealed value: format (1 byte) | master key id (4) | wrapped data key | sealed text.
// Either box is: nonce (24) | ciphertext and tag.
constexpr char kFormat = 1;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kHeaderBytes = 1 + kKeyIdBytes;
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kWrappedBytes = kNonceBytes + kKeyBytes + kTagBytes;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// Keyed BLAKE2b: one key per purpose from one master key.
std::string derive(std::string_view master, std::string_view purpose, std::size_t size) {
  std::string out(size, '\0');
  const int fault = crypto_generichash(bytes(out), out.size(), bytes(purpose), purpose.size(),
                                       bytes(master), master.size());
  check(fault == 0, "a key can be derived");
  return out;
}

std::string box(const Secret<>& key, std::string_view place, std::string_view plain,
                Random& random) {
  std::string out(kNonceBytes + plain.size() + kTagBytes, '\0');
  random.fill(std::as_writable_bytes(std::span(out).first(kNonceBytes)));
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + kNonceBytes, nullptr, bytes(plain),
                                             plain.size(), bytes(place), place.size(), nullptr,
                                             bytes(out), bytes(key.reveal()));
  return out;
}

std::optional<Secret<>> unbox(const Secret<>& key, std::string_view place, std::string_view boxed) {
  if (boxed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string plain(boxed.size() - kNonceBytes - kTagBytes, '\0');
  const std::string_view cipher = boxed.substr(kNonceBytes);
  const int fault = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes(plain), nullptr, nullptr, bytes(cipher), cipher.size(), bytes(place), place.size(),
      bytes(boxed), bytes(key.reveal()));
  Secret<> opened(std::move(plain));
  if (fault != 0) return std::nullopt;
  return opened;
}

/// Lengths go before the parts, so that no two places have one text.
std::string place_text(std::string_view header, const Scope& scope, Vault::Place place) {
  std::string out(header);
  const std::string workspace = std::to_string(scope.workspace().value);
  for (const std::string_view part :
       {std::string_view(workspace), place.table, place.row, place.column}) {
    out += std::to_string(part.size()) + ":";
    out += part;
  }
  return out;
}

Error tampered(std::string message) {
  return Error(Code::corrupt, "vault.wrong_key_or_tampered", std::move(message));
}

class SodiumVault final : public Vault {
 public:
  SodiumVault(Secret<> master, Random& random)
      : master_(std::move(master)),
        header_(kFormat + derive(master_.reveal(), "dunlin master key id", 16).substr(0, 4)),
        random_(random) {
    // Best effort: a small limit on locked memory must not stop the program.
    (void)sodium_mlock(const_cast<char*>(master_.reveal().data()), master_.reveal().size());
  }

  std::string seal(const Scope& scope, Place place, const Secret<>& value) const override {
    std::string data_key(kKeyBytes, '\0');
    random_.fill(std::as_writable_bytes(std::span(data_key)));
    const Secret<> key(std::move(data_key));
    const std::string where = place_text(header_, scope, place);
    return header_ + box(workspace_key(scope), where, key.reveal(), random_) +
           box(key, where, value.reveal(), random_);
  }

  Result<Secret<>> open(const Scope& scope, Place place, std::string_view sealed) const override {
    if (sealed.size() < kHeaderBytes + kWrappedBytes || sealed.front() != kFormat) {
      return tampered("A sealed value is damaged or in a format that this version does not know");
    }
    if (!sealed.starts_with(header_)) {
      return tampered("A value was sealed with another master key")
          .hinting("Start with the master key that this database was made with.");
    }
    const std::string where = place_text(header_, scope, place);
    const auto key = unbox(workspace_key(scope), where, sealed.substr(kHeaderBytes, kWrappedBytes));
    if (!key) return tampered("A sealed value was changed or moved");
    auto value = unbox(*key, where, sealed.substr(kHeaderBytes + kWrappedBytes));
    if (!value) return tampered("A sealed value was changed or moved");
    return *std::move(value);
  }

 private:
  [[nodiscard]] Secret<> workspace_key(const Scope& scope) const {
    const std::string purpose =
        "dunlin data key wrap for workspace " + std::to_string(scope.workspace().value);
    return Secret<>(derive(master_.reveal(), purpose, kKeyBytes));
  }

  Secret<> master_;
  std::string header_;
  Random& random_;
};

Error key_invalid() {
  return Error(Code::invalid, "vault.master_key_invalid",
               "The master key is not 32 bytes in base64 or hex")
      .hinting("Make one with: openssl rand -base64 32");
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::create(Secret<> master_key, Random& random) {
  check(sodium_init() >= 0, "libsodium starts");
  if (master_key.reveal().size() != kKeyBytes) return key_invalid();
  return std::unique_ptr<Vault>(std::make_unique<SodiumVault>(std::move(master_key), random));
}

Result<Secret<>> parse_master_key(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return key_invalid();
  text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  std::string key(kKeyBytes, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const auto whole = [&](int fault) {
    return fault == 0 && size == kKeyBytes && end == text.data() + text.size();
  };
  if (whole(
          sodium_hex2bin(bytes(key), key.size(), text.data(), text.size(), nullptr, &size, &end))) {
    return Secret<>(std::move(key));
  }
  for (const int variant :
       {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_URLSAFE,
        sodium_base64_VARIANT_ORIGINAL_NO_PADDING, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    if (whole(sodium_base642bin(bytes(key), key.size(), text.data(), text.size(), nullptr, &size,
                                &end, variant))) {
      return Secret<>(std::move(key));
    }
  }
  return key_invalid();
}

}  // namespace dunlin::accounts
