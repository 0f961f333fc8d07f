#pragma once

#include <string_view>
#include <vector>

#include "db/db.h"
#include "workspace/identity.h"
#include "workspace/totp.h"

/// The rows of the second factor.
namespace dunlin::workspace {

/// Sealed and not on yet; a secret that is there already is replaced.
Status keep_totp(db::Tx& tx, const PersonScope& self, std::string_view sealed);
/// On from now.
Status confirm_totp(db::Tx& tx, const PersonScope& self, Instant now);
/// Off, and its codes with it.
Status drop_totp(db::Tx& tx, const PersonScope& self);
/// False when the step was taken before: a code counts once.
Result<bool> take_totp_step(db::Tx& tx, const PersonScope& self, std::int64_t step);
/// In the place of all before. Stored as SHA-256.
Status keep_recovery_codes(db::Tx& tx, const PersonScope& self,
                           const std::vector<std::string>& codes);
/// False for one that is unknown or used.
Result<bool> use_recovery_code(db::Tx& tx, const PersonScope& self, std::string_view code,
                               Instant now);
Result<int> recovery_codes_left(db::Tx& tx, const PersonScope& self);

}  // namespace dunlin::workspace
