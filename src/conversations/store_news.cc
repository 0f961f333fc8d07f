#include "conversations/store_news.h"

#include <fmt/format.h>

#include "feed/feed.h"
#include "net/signature.h"
#include "search/search.h"

namespace dunlin::conversations {
namespace {

#ifdef DUNLIN_BUG_last_edit_wins
#define DUNLIN_NEWER_EDIT "excluded.edits > 0"
#else
#define DUNLIN_NEWER_EDIT "excluded.edits > message.edits"
#endif
#ifdef DUNLIN_BUG_last_reaction_wins
#define DUNLIN_NEWER_REACTION "reaction.at IS NOT NULL"
#else
#define DUNLIN_NEWER_REACTION                                                       \
  "reaction.at < excluded.at OR (reaction.at = excluded.at AND reaction.removed < " \
  "excluded.removed)"
#endif

/// The id of a row that waits for its message: below zero, where no id of ours ever is, and the
/// same whatever news comes first.
MessageId waiting_id(AccountId account, std::string_view mid) {
  const net::Sha256 digest = net::sha256(fmt::format("{}/{}", account.value, mid));
  std::int64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = (bits << 7) | (std::to_integer<int>(digest[i]) & 127);
  return MessageId{-1 - bits};
}

}  // namespace

Result<bool> keep_news(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                       const News& news) {
#ifdef DUNLIN_BUG_news_needs_message
  DUNLIN_TRY(const auto there, find_by_mid(tx, scope, account, mid));
  if (!there) return false;
#endif
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    INSERT INTO message (workspace_id, id, account_id, mid, direction, kind, source, status, reason,
                         body, attachments, reply_to_mid, story_id, payload, sent_at, received_at,
                         edits, deleted_at, seen_at)
    VALUES ($1, $2, $3, $4, 0, $5, 0, 0, '', $6, '', '', '', '', 0, 0, $7, $8, $9)
    ON CONFLICT (workspace_id, account_id, mid) DO UPDATE SET
      body = CASE WHEN message.deleted_at IS NOT NULL OR excluded.deleted_at IS NOT NULL THEN ''
                  WHEN )sql" DUNLIN_NEWER_EDIT R"sql( THEN excluded.body ELSE message.body END,
      edits = CASE WHEN excluded.edits > message.edits THEN excluded.edits ELSE message.edits END,
      attachments = CASE WHEN excluded.deleted_at IS NULL THEN message.attachments ELSE '' END,
      payload = CASE WHEN excluded.deleted_at IS NULL THEN message.payload ELSE '' END,
      deleted_at = COALESCE(message.deleted_at, excluded.deleted_at),
      seen_at = COALESCE(message.seen_at, excluded.seen_at)
    RETURNING conversation_id, id, body)sql",
                      scope.workspace(), waiting_id(account, mid), account, mid, Kind::other,
                      news.text, news.edits, news.deleted_at, news.seen_at));
  const auto conversation = rows.at(0).get<std::optional<ConversationId>>(0);
  if (!conversation) return false;
  feed::tell(tx, scope.workspace(), feed::Kind::message, *conversation);
  if (news.text.empty() && !news.deleted_at) return true;
  // Nobody finds what is not there any more.
  DUNLIN_CHECK(search::put(tx, scope, search::What::messages,
                           {.id = rows.at(0).get<std::int64_t>(1),
                            .tokens = search::tokens_of(rows.at(0).get<std::string>(2))}));
  return true;
}

Result<bool> edit(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                  std::string_view text, int num_edit) {
  if (num_edit <= 0 || text.empty()) {
    DUNLIN_TRY(const auto known, find_by_mid(tx, scope, account, mid));
    return known.has_value();
  }
  return keep_news(tx, scope, account, mid, {.text = std::string(text), .edits = num_edit});
}

Result<bool> unsend(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                    Instant at) {
  return keep_news(tx, scope, account, mid, {.text = "", .deleted_at = at});
}

Result<bool> react(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                   std::string_view sender, std::string_view emoji, bool removed, Instant at) {
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO reaction (workspace_id, account_id, mid, sender, emoji, removed, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (workspace_id, account_id, mid, sender) DO UPDATE SET
      emoji = excluded.emoji, removed = excluded.removed, at = excluded.at
    WHERE )sql" DUNLIN_NEWER_REACTION,
                      scope.workspace(), account, mid, sender, removed ? "" : emoji, removed, at));
  DUNLIN_TRY(const auto known, find_by_mid(tx, scope, account, mid));
  if (known) feed::tell(tx, scope.workspace(), feed::Kind::message, known->conversation);
  return known.has_value();
}

}  // namespace dunlin::conversations
