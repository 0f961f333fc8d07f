#pragma once

#include "conversations/conversations.h"

/// Columns and decoding shared by this folder's stores.
namespace dunlin::conversations {

#define DUNLIN_CONVERSATION_COLUMNS                                                       \
  "id, account_id, contact_id, state, owner, episode, last_message_at, last_inbound_at, " \
  "window_opened_at, window_opened_by, seen_through, seen_at, active_at, assignee_id, "   \
  "snoozed_until, read_through"
Conversation conversation_from(const db::Row& row);

#define DUNLIN_MESSAGE_COLUMNS                                                             \
  "id, conversation_id, mid, direction, kind, source, status, reason, body, attachments, " \
  "reply_to_mid, story_id, payload, sent_at, received_at, edits, deleted_at, seen_at, intent_id"
Message message_from(const db::Row& row);

Error conversation_missing();
Error message_missing();

}  // namespace dunlin::conversations
