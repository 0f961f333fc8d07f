#include <algorithm>

#include "json/json.h"
#include "outbound/content_json.h"
#include "outbound/fingerprint.h"
#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

conversations::Kind message_kind(const graph::Content& content) {
  const auto* media = std::get_if<graph::Media>(&content);
  if (!media) {
    return std::holds_alternative<graph::Text>(content) ? conversations::Kind::text
                                                        : conversations::Kind::template_;
  }
  switch (media->kind) {
    case graph::Media::Kind::image:
      return conversations::Kind::image;
    case graph::Media::Kind::video:
      return conversations::Kind::video;
    case graph::Media::Kind::audio:
      return conversations::Kind::audio;
    case graph::Media::Kind::file:
      return conversations::Kind::file;
  }
  return conversations::Kind::other;
}

std::string attachments(const graph::Content& content) {
  if (std::holds_alternative<graph::Text>(content)) return "";
  const auto* media = std::get_if<graph::Media>(&content);
  if (!media) return json::print(json::Array{content_to_json(content)});
  const json::Value as_json = content_to_json(content);
  return json::print(json::Array{json::Object{{"type", as_json.at("type")}, {"url", media->url}}});
}

conversations::Message message_of(const NewIntent& intent, Instant now) {
  conversations::Message out;
  out.id = intent.message;
  out.conversation = intent.conversation;
  out.direction = conversations::Direction::out;
  out.kind = message_kind(intent.content);
  out.source = intent.source;
  out.status = conversations::Status::queued;
  out.text = graph::echo_text(intent.content);
  out.attachments = attachments(intent.content);
  out.sent_at = now;
  out.received_at = now;
  out.intent = intent.id;
  return out;
}

std::string key_of(const Scope& scope, const NewIntent& intent) {
  return effect_key(scope.workspace(), intent.account, intent.recipient, intent.cause, intent.step);
}

}  // namespace

Result<Enqueued> enqueue(db::Tx& tx, const Scope& scope,
                         const conversations::Conversation& conversation, const NewIntent& intent,
                         Instant now, conversations::RowUpdate& row) {
  const std::string key = key_of(scope, intent);
  DUNLIN_TRY(const std::int64_t made,
             tx.change(R"sql(
    INSERT INTO intent (
      workspace_id, id, effect_key, account_id, conversation_id, contact_id, message_id, position,
      recipient_kind, recipient_id, content, echo_hash, echo_shape, source, purpose, policy, cause, step,
      trace_id, rule_id, rule_version, variant, episode, is_test, created_at,
      state, state_at, reason, held_for, next_at, failures, waits, looks, resent, owner, epoch, body_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, (
        SELECT COALESCE(MAX(o.position), 0) + 1 FROM intent o
        WHERE o.workspace_id = $1 AND o.conversation_id = $5 AND o.state IN (0, 1, 2, 4, 5)),
      $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
      0, $24, '', 0, $25, 0, 0, 0, 0, '', 0, '')
    ON CONFLICT (workspace_id, effect_key) DO NOTHING)sql",
                       scope.workspace(), intent.id, key, intent.account, conversation.id,
                       intent.contact, intent.message, intent.recipient.kind, intent.recipient.id,
                       json::print(content_to_json(intent.content)),
                       echo_hash(graph::echo_text(intent.content)), echo_shape(intent.content),
                       intent.source, intent.purpose, intent.policy, intent.cause, intent.step,
                       intent.trace, intent.rule, intent.rule_version, intent.variant,
                       intent.episode, intent.is_test, now, std::max(now, intent.not_before)));
  if (made == 0) {
    DUNLIN_TRY(const db::Rows known,
               tx.query("SELECT id FROM intent WHERE workspace_id = $1 AND effect_key = $2",
                        scope.workspace(), key));
    check(!known.empty(), "an effect key that conflicts has a row");
    return Enqueued{.id = known.front().get<IntentId>(0), .is_new = false};
  }
  DUNLIN_CHECK(
      conversations::record_outbound(tx, scope, conversation, message_of(intent, now), row));
  return Enqueued{.id = intent.id, .is_new = true};
}

Result<Enqueued> enqueue(db::Tx& tx, const Scope& scope,
                         const conversations::Conversation& conversation, const NewIntent& intent,
                         Instant now, const std::function<void()>& wake) {
  conversations::RowUpdate row;
  DUNLIN_TRY(const Enqueued put, enqueue(tx, scope, conversation, intent, now, row));
  DUNLIN_CHECK(row.write(tx, scope, conversation.id));
  if (put.is_new && wake) tx.after_commit(wake);
  return put;
}

}  // namespace dunlin::outbound
