#pragma once

#include <optional>

#include "contacts/contacts.h"
#include "graph/graph.h"

/// What an answer to the read of a profile means. Pure.
namespace dunlin::pipeline {

using ProfileAnswer = graph::ReadAnswer<graph::ProfileAnswer>;

struct ProfileAttempt {
  Instant now;
  int failures = 0;  ///< before this one
  double jitter = 0;
};
struct ProfileDecision {
  /// Kept as read now; empty when Instagram refuses to show this person.
  std::optional<contacts::Profile> keep;
  /// Else: when again; nothing after too many failures: the person's next message asks anew.
  std::optional<Instant> next_at;
  int failures = 0;
  /// Nobody answered: other reads of this account wait as long.
  enum class Account { answers, is_silent } account = Account::answers;
};
ProfileDecision decide_profile(const ProfileAnswer& answer, const ProfileAttempt& attempt);

}  // namespace dunlin::pipeline
