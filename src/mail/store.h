#pragma once

#include <optional>
#include <string>

#include "mail/mail.h"

namespace dunlin::mail {

struct Waiting {
  std::int64_t id = 0;
  std::string to, subject, sealed;
  int attempts = 0;  ///< this one included
  Instant created_at;
  Letter::Fate fate = Letter::Fate::send;
};
/// The longest due, put off to `busy_until` so that nobody else carries it meanwhile.
Result<std::optional<Waiting>> take_due(db::Tx& tx, Instant now, Instant busy_until);
/// It was taken, or never will be.
Status forget(db::Tx& tx, std::int64_t id);
Status put_off(db::Tx& tx, std::int64_t id, Instant next_at);

}  // namespace dunlin::mail
