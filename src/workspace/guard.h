#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/db.h"
#include "workspace/scope.h"

/// Brakes for guessing (RELIABILITY §3.3). An attempt is counted before it is judged, in a row, so
/// that neither many at once nor a restart helps; who was right is forgiven.
namespace dunlin::workspace {

/// What is guessed at. Kept as a hash; the same for e-mails that are known and that are not.
std::string guarded_email(std::string_view folded);
std::string guarded_person(PersonId person);
/// An IPv4 address, or the /64 of an IPv6 one.
std::string guarded_address(std::string_view address);

/// Counts one attempt. auth.too_many_attempts (Code::rate_limited, names the seconds to wait): then
/// nothing is counted and the password must not be looked at. Address may be empty.
Status begin_attempt(db::Tx& tx, const NodeScope&, std::string_view subject,
                     std::string_view address, Instant now);
/// It was right: the subject starts anew, the address is given this attempt back.
Status forgive(db::Tx& tx, const NodeScope&, std::string_view subject, std::string_view address);

}  // namespace dunlin::workspace
