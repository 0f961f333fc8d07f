#pragma once

#include <optional>
#include <variant>

#include "outbound/app_budget.h"
#include "outbound/outbound.h"

/// Leave for calls that only read and can wait, such as profiles. They use the budgets of what is
/// sent and stop at half of them, and wherever Instagram wants no calls of an account (PRODUCT
/// §6.3).
namespace dunlin::outbound {

struct NotNow {
  Instant until;
};
using ReadPermit = std::variant<graph::Caller, NotNow>;

class Reads {
 public:
  Reads(db::Database database, const accounts::Vault& vault, Budgets budgets, const Clock& clock);

  /// Has the app's budget ready for this many calls. One caller at a time.
  Task<void> reserve(std::int64_t calls);
  /// With what to call, budgets taken; or until when not: the switch for all that leaves is off,
  /// the account is not well, parked or without a token, or half of a budget is used up.
  Task<Result<ReadPermit>> ask(const Scope& scope, AccountId account);

 private:
  db::Database database_;
  const accounts::Vault& vault_;
  Budgets budgets_;
  const Clock& clock_;
  AppBudget app_;
};

/// What an answer says about the account is kept: parked, paused, to be connected again. Returns
/// until when Instagram wants no calls, if it says so. `error` is null when there was none.
Result<std::optional<Instant>> heed_answer(db::Tx& tx, const Scope& scope, AccountId account,
                                           const graph::GraphError* error,
                                           const graph::Usage& usage, Instant now);
/// The same in a transaction of its own, where the answer may say something of the account: tried
/// again while the database takes nothing, for a minute, the least that Instagram has one wait.
Task<void> heed_answer_apart(Seams& seams, db::Database database, Scope scope, AccountId account,
                             std::optional<graph::GraphError> error, graph::Usage usage);
/// The error of any answer of Graph, if it is one.
template <typename Answer>
std::optional<graph::GraphError> error_of(const Answer& answer) {
  const auto* error = std::get_if<graph::GraphError>(&answer.outcome);
  return error ? std::optional(*error) : std::nullopt;
}

}  // namespace dunlin::outbound
