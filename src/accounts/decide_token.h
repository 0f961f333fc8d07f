#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "graph/graph.h"

/// Whether what Instagram answered to /me proves that a token is an account's. Pure.
namespace dunlin::accounts {

struct Proven {
  std::string username;  ///< as Instagram names the account; empty when it does not say
};
/// Errors: account.token_refused, account.token_mismatch (the caller's to mend),
/// account.token_unproved (nobody answered, or not now).
Result<Proven> judge_token(const graph::ReadAnswer<graph::ProfileAnswer>& answer,
                           std::string_view ig_id);

}  // namespace dunlin::accounts
