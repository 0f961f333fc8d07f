#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "db/tx.h"

/// Whether what PostgreSQL has committed survives the loss of the machine it runs on.
namespace dunlin::db {

/// normal: a commit is on the disk of one machine. strict: and on that of a synchronous standby.
enum class Durability { normal, strict };

/// Good when every commit waits for a standby that has it on its disk, and one is there now.
/// Errors, all Code::unavailable, say what is wrong and hint at what to do:
/// durability.not_synchronous (synchronous_commit), durability.no_names
/// (synchronous_standby_names), durability.no_standby (none is streaming), durability.hidden (the
/// role may not see the standbys).
Status check_durability(Tx& tx);
/// The same by a connection of its own, before anything is written. Also db.unavailable.
Status require_durability(const Secret<>& url);

}  // namespace dunlin::db
