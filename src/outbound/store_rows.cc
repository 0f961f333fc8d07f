#include "outbound/content_json.h"
#include "outbound/fingerprint.h"
#include "outbound/store.h"

namespace dunlin::outbound {

Result<Intent> intent_from(const db::Row& row) {
  Intent out;
  out.workspace = row.get<WorkspaceId>(0);
  out.id = row.get<IntentId>(1);
  out.account = row.get<AccountId>(2);
  out.conversation = row.get<ConversationId>(3);
  out.contact = row.get<ContactId>(4);
  out.message = row.get<MessageId>(5);
  out.recipient = {.kind = row.get<graph::Recipient::Kind>(6), .id = row.get<std::string>(7)};
  DUNLIN_TRY(const json::Value content, json::parse(row.get<std::string>(8)));
  DUNLIN_TRY(out.content, content_from_json(content));
  out.echo_hash = row.get<std::string>(9);
  out.has_attachment_shape = row.get<EchoShape>(10) == EchoShape::attachment;
  out.source = row.get<Source>(11);
  out.purpose = row.get<Purpose>(12);
  out.policy = row.get<Policy>(13);
  out.trace = row.get<std::optional<TraceId>>(14);
  out.rule = row.get<std::optional<RuleId>>(15);
  out.variant = row.get<int>(16);
  out.episode = row.get<std::int64_t>(17);
  out.is_test = row.get<bool>(18);
  out.created_at = row.get<Instant>(19);
  out.state = row.get<IntentState>(20);
  out.state_at = row.get<Instant>(21);
  out.reason = row.get<std::string>(22);
  out.held_for = row.get<HeldFor>(23);
  out.next_at = row.get<Instant>(24);
  out.failures = row.get<int>(25);
  out.waits = row.get<int>(26);
  out.looks = row.get<int>(27);
  out.resent = row.get<bool>(28);
  out.epoch = row.get<std::int64_t>(29);
  out.sending_at = row.get<std::optional<Instant>>(30);
  out.deadline_at = row.get<std::optional<Instant>>(31);
  out.mid = row.get<std::optional<std::string>>(32).value_or("");
  return out;
}

Result<std::vector<Intent>> intents_from(const db::Rows& rows) {
  std::vector<Intent> out;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(Intent intent, intent_from(row));
    out.push_back(std::move(intent));
  }
  return out;
}

}  // namespace dunlin::outbound
