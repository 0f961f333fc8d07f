#include "conversations/store_seen.h"

#include "conversations/store_news.h"
#include "feed/feed.h"

namespace dunlin::conversations {

dunlin::Status mark_seen_through(db::Tx& tx, const Scope& scope, const SeenMark& mark) {
  feed::tell(tx, scope.workspace(), feed::Kind::message, mark.conversation);
  // Everything up to the conversation's own mark is marked already; whatever comes late looks at
  // it.
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE message SET status = $5, seen_at = $4
    WHERE workspace_id = $1 AND conversation_id = $2 AND sent_at <= $3
      AND sent_at > COALESCE((SELECT c.seen_through FROM conversation c
                              WHERE c.workspace_id = $1 AND c.id = $2), -1)
      AND direction = 1 AND status = $6)sql",
                      scope.workspace(), mark.conversation, mark.sent_at, mark.at, Status::seen,
                      Status::sent));
  return tx.run(R"sql(
    UPDATE conversation SET seen_through = $3, seen_at = $4
    WHERE workspace_id = $1 AND id = $2 AND COALESCE(seen_through, -1) < $3)sql",
                scope.workspace(), mark.conversation, mark.sent_at, mark.at);
}

Result<bool> mark_seen(db::Tx& tx, const Scope& scope, AccountId account,
                       ConversationId conversation, std::string_view mid, Instant at) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT sent_at FROM message
    WHERE workspace_id = $1 AND account_id = $2 AND mid = $3 AND conversation_id = $4)sql",
                                           scope.workspace(), account, mid, conversation));
  if (rows.empty()) {
    DUNLIN_CHECK(keep_news(tx, scope, account, mid, {.seen_at = at}));
    return false;
  }
  DUNLIN_CHECK(mark_seen_through(
      tx, scope,
      {.conversation = conversation, .sent_at = rows.front().get<Instant>(0), .at = at}));
  return true;
}

}  // namespace dunlin::conversations
