#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/seams.h"
#include "base/secret.h"
#include "workspace/scope.h"

namespace dunlin::accounts {

/// Seals secrets at rest: XChaCha20-Poly1305, a data key per workspace wrapped by the master key.
/// The associated data names workspace, table, row and column, so that a sealed value cannot be
/// moved. Sealed bytes carry format and key version. See RELIABILITY §3.3 Secrets.
class Vault {
 public:
  /// 32 bytes. vault.master_key_invalid
  static Result<std::unique_ptr<Vault>> create(Secret<> master_key, Random& random);
  virtual ~Vault() = default;
  struct Place {
    std::string_view table, row, column;
  };
  [[nodiscard]] virtual std::string seal(const Scope& scope, Place place,
                                         const Secret<>& value) const = 0;
  /// vault.wrong_key_or_tampered
  [[nodiscard]] virtual Result<Secret<>> open(const Scope& scope, Place place,
                                              std::string_view sealed) const = 0;
};

/// Reads the key file (must be 0400 and 32 bytes in base64 or hex), or makes it on first run;
/// refuses, in words, to make a new one next to a database that was sealed with another.
Result<Secret<>> load_or_create_master_key(const std::string& path, Random& random,
                                           bool database_exists);

}  // namespace dunlin::accounts
