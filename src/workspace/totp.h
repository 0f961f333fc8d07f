#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "base/secret.h"

/// The second factor: RFC 6238 with SHA-1, 6 digits and steps of 30 s, as every authenticator app
/// has it; and codes for the day when the phone is gone.
namespace dunlin::workspace {

/// 20 random bytes.
Secret<> make_totp_secret(Random& random);
/// RFC 4648 §6, without padding: what people type.
std::string to_base32(std::string_view bytes);
/// otpauth://totp/… for a QR code.
std::string totp_address(const Secret<>& secret, std::string_view email);
/// "123456" for a step.
std::string totp_code(const Secret<>& secret, std::int64_t step);
/// The step whose code this is, one early or late included. The caller takes the step, so that a
/// code counts once.
std::optional<std::int64_t> totp_step_of(const Secret<>& secret, std::string_view code,
                                         Instant now);

inline constexpr std::size_t kRecoveryCodes = 10;
/// "xxxxx-xxxxx" of 49 random bits each, without letters that look alike.
std::vector<std::string> make_recovery_codes(Random& random);
/// What is hashed: without hyphen and space, in one case.
std::string fold_recovery_code(std::string_view code);

}  // namespace dunlin::workspace
