#include "accounts/prove_token.h"

#include "accounts/decide_token.h"

namespace dunlin::accounts {

Task<Result<std::string>> prove_token(graph::Graph& graph, graph::Caller caller) {
  const auto answer = co_await graph.me(caller);
  auto proven = judge_token(answer, caller.ig_id);
  if (!proven) co_return proven.error();
  co_return std::move(proven->username);
}

}  // namespace dunlin::accounts
