#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/seams.h"
#include "base/secret.h"
#include "base/task.h"

/// Passwords: argon2id, 16 bytes of salt, 32 of tag, in the usual text form ("$argon2id$v=19$…").
namespace dunlin::workspace {

struct PasswordCost {
  std::size_t memory_bytes = std::size_t{64} << 20;
  unsigned passes = 3;
};

/// 12 to 128 characters, none of those that everybody tries (a common word with something added, a
/// run of the keyboard, one thing over and over), nor their own e-mail or name. password.too_short,
/// password.too_long, password.too_common, each with the field it came in.
Status check_password(std::string_view password, std::string_view email, std::string_view name,
                      std::string_view field = "password");

/// Takes as long as its cost says (144 ms on 2 cores at the usual one).
std::string hash_password(std::string_view password, Random& random, PasswordCost cost = {});
enum class PasswordVerdict {
  wrong,
  right,
  right_but_stale,  ///< right, and hashed at another cost: hash it anew
};
PasswordVerdict verify_password(std::string_view password, std::string_view hash,
                                PasswordCost cost = {});
/// Of nobody: no password is right, and finding that out takes as long as with any other.
std::string dummy_hash(PasswordCost cost = {});

/// Where the slow work is done. Errors: auth.busy (Code::unavailable) when too much waits.
class Passwords {
 public:
  virtual ~Passwords() = default;
  virtual Task<Result<std::string>> hash(Secret<> password) = 0;
  /// An empty hash stands for nobody's.
  virtual Task<Result<PasswordVerdict>> verify(Secret<> password, std::string hash) = 0;
};

inline constexpr std::size_t kPasswordsAtOnce = 2;
inline constexpr std::size_t kPasswordsWaiting = 32;
/// On threads of its own, so that everything else goes on. `random` outlives it.
std::unique_ptr<Passwords> threaded_passwords(Random& random, PasswordCost cost = {});
/// On the caller's thread: for tests and for where there are no threads.
std::unique_ptr<Passwords> inline_passwords(Random& random, PasswordCost cost = {});

}  // namespace dunlin::workspace
