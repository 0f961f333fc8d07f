#pragma once

#include <vector>

#include "conversations/conversations.h"

namespace dunlin::conversations {

/// Until when who may answer: {automation, person}.
json::Object window_json(const WindowFacts& facts, bool human_agent, Instant now);
/// As the API shows them, with the person's name and until when who may answer.
Result<json::Array> conversations_json(db::Tx& tx, const Scope& scope,
                                       const std::vector<Conversation>& items, Instant now);
/// Newest first, as `items` are, with the reactions on them.
Result<json::Array> messages_json(db::Tx& tx, const Scope& scope, ConversationId id,
                                  const std::vector<Message>& items);

}  // namespace dunlin::conversations
