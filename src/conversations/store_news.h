#pragma once

#include "conversations/conversations.h"

namespace dunlin::conversations {

/// What was told about a mid. Unset parts say nothing.
struct News {
  std::string text{};
  int edits = 0;
  std::optional<Instant> deleted_at{}, seen_at{};
};
/// Applies text and deletion to the message, or keeps all of it in a row of its own until the
/// message comes. True when the message is there. `seen_at` is only kept.
Result<bool> keep_news(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                       const News& news);

}  // namespace dunlin::conversations
