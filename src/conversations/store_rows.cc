#include "conversations/store_rows.h"

namespace dunlin::conversations {

Conversation conversation_from(const db::Row& row) {
  return Conversation{.id = row.get<ConversationId>(0),
                      .account = row.get<AccountId>(1),
                      .contact = row.get<ContactId>(2),
                      .state = row.get<State>(3),
                      .owner = row.get<Owner>(4),
                      .episode = row.get<std::int64_t>(5),
                      .last_message_at = row.get<std::optional<Instant>>(6),
                      .last_inbound_at = row.get<std::optional<Instant>>(7),
                      .window = {.opened_at = row.get<std::optional<Instant>>(8),
                                 .opened_by = row.get<OpenedBy>(9)},
                      .seen_through = row.get<std::optional<Instant>>(10),
                      .seen_at = row.get<std::optional<Instant>>(11),
                      .active_at = row.get<Instant>(12),
                      .assignee = row.get<std::optional<PersonId>>(13),
                      .snoozed_until = row.get<std::optional<Instant>>(14),
                      .read_through = row.get<std::optional<Instant>>(15)};
}

Message message_from(const db::Row& row) {
  return Message{.id = row.get<MessageId>(0),
                 .conversation = row.get<ConversationId>(1),
                 .mid = row.get<std::optional<std::string>>(2).value_or(""),
                 .direction = row.get<Direction>(3),
                 .kind = row.get<Kind>(4),
                 .source = row.get<Source>(5),
                 .status = row.get<Status>(6),
                 .reason = row.get<std::string>(7),
                 .text = row.get<std::string>(8),
                 .attachments = row.get<std::string>(9),
                 .reply_to_mid = row.get<std::string>(10),
                 .story_id = row.get<std::string>(11),
                 .payload = row.get<std::string>(12),
                 .sent_at = row.get<Instant>(13),
                 .received_at = row.get<Instant>(14),
                 .edits = row.get<int>(15),
                 .deleted_at = row.get<std::optional<Instant>>(16),
                 .seen_at = row.get<std::optional<Instant>>(17),
                 .intent = row.get<std::optional<IntentId>>(18)};
}

Error conversation_missing() {
  return Error(Code::not_found, "conversation.not_found", "There is no such conversation");
}

Error message_missing() {
  return Error(Code::not_found, "message.not_found", "There is no such message");
}

}  // namespace dunlin::conversations
