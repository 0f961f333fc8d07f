#pragma once

#include "conversations/conversations.h"

namespace dunlin::conversations {

struct SeenMark {
  ConversationId conversation;
  Instant sent_at;  ///< of the newest message that was seen
  Instant at;       ///< when it was seen
};
/// What was sent until `sent_at` is seen. One that tells nothing new changes nothing.
dunlin::Status mark_seen_through(db::Tx& tx, const Scope& scope, const SeenMark& mark);

}  // namespace dunlin::conversations
