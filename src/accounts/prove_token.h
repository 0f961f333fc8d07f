#pragma once

#include "accounts/accounts.h"

namespace dunlin::accounts {

/// Asks Instagram whose the caller's token is, and answers that account's name. Errors:
/// account.token_refused, account.token_mismatch (Code::invalid), account.token_unproved (nobody
/// answered, or not now).
Task<Result<std::string>> prove_token(graph::Graph& graph, graph::Caller caller);

}  // namespace dunlin::accounts
