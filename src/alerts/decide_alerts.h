#pragma once

#include <variant>

#include "alerts/alerts.h"

/// What is raised, told again and over, from facts. Pure.
namespace dunlin::alerts {

struct AccountFacts {
  AccountId id{};
  std::string username{};
  accounts::State state = accounts::State::active;
  std::string state_reason{};
  accounts::Transport transport = accounts::Transport::graph;
  std::optional<Instant> token_expires_at{}, heard_at{};
};
struct GuessedAt {
  PersonId person;
  std::string name;
  int failures = 0;
};
struct Facts {
  Instant now;
  std::vector<AccountFacts> accounts{};
  std::vector<GuessedAt> guessed_at{};
  std::int64_t parked = 0;
  std::int64_t unknown = 0;
  std::optional<Instant> oldest_unknown_at{}, oldest_due_at{};
  std::int64_t sent = 0, failed = 0;  ///< of the sends made within the last hour
  std::optional<Machine> machine{};   ///< where it is told
};

/// A cause that stands now.
struct Condition {
  Kind kind = Kind::test;
  std::int64_t object = 0;
  int level = 0;
  Severity severity = Severity::warning;
  json::Object facts{};
};
std::vector<Condition> conditions(const Facts& facts, const Settings& settings);

/// Fewer sends say nothing about a share.
inline constexpr std::int64_t kFewestSends = 10;
/// What comes back sooner after its end is the same alert, which was told.
inline constexpr Duration kCalm = std::chrono::hours{1};

/// Of an alert's row, or a new one.
struct Change {
  enum class What {
    raise,     ///< a new row: told
    escalate,  ///< it grew: told again, and nobody has acknowledged that
    reopen,    ///< back within kCalm: not told again
    refresh,   ///< what its sentence names has changed
    end,
  };
  What what = What::raise;
  AlertId alert{};  ///< of no row yet when raised
  Condition condition{};
};
/// `rows`: what is open, and what ended within kCalm.
std::vector<Change> changes(const std::vector<Condition>& conditions,
                            const std::vector<Alert>& rows, Instant now);

}  // namespace dunlin::alerts
