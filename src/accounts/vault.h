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

/// Seals secrets at rest: XChaCha20-Poly1305 under a data key of the value's own, wrapped by a key
/// derived from the master key for the workspace. The associated data names workspace, table, row
/// and column, so that a sealed value cannot be moved. Sealed bytes carry format and master key id.
class Vault {
 public:
  /// 32 bytes (parse_master_key). vault.master_key_invalid. `random` outlives the vault.
  static Result<std::unique_ptr<Vault>> create(Secret<> master_key, Random& random);
  virtual ~Vault() = default;
  struct Place {
    std::string_view table, row, column;
  };
  [[nodiscard]] virtual std::string seal(const Scope& scope, Place place,
                                         const Secret<>& value) const = 0;
  /// vault.wrong_key_or_tampered; the message tells which of the two.
  [[nodiscard]] virtual Result<Secret<>> open(const Scope& scope, Place place,
                                              std::string_view sealed) const = 0;
};

/// 32 bytes in base64 (either alphabet) or hex, space around them allowed. vault.master_key_invalid
Result<Secret<>> parse_master_key(std::string_view text);

/// Reads the key file (must be 0400 and 32 bytes in base64 or hex), or makes it on first run;
/// refuses, in words, to make a new one next to a database that was sealed with another.
/// vault.key_file_mode, vault.key_file (cannot be read or made), vault.master_key_missing,
/// vault.master_key_invalid
Result<Secret<>> load_or_create_master_key(const std::string& path, Random& random,
                                           bool database_exists);

}  // namespace dunlin::accounts
