#include <algorithm>
#include <utility>

#include "conversations/conversations.h"
#include "feed/feed.h"

namespace dunlin::conversations {
namespace {

/// A message of ours brings an archived conversation back; it opens no window.
constexpr std::string_view kAfterOutbound = R"sql(
    UPDATE conversation SET
      last_message_at = CASE WHEN last_message_at > $3 THEN last_message_at ELSE $3 END,
      active_at = CASE WHEN active_at > $3 THEN active_at ELSE $3 END,
      episode = CASE WHEN state = 2 THEN episode + 1 ELSE episode END,
      owner = CASE WHEN state = 2 THEN 0 ELSE owner END,
      state = CASE WHEN state = 2 THEN 0 ELSE state END
    WHERE workspace_id = $1 AND id = $2)sql";

/// $3: the newest of the messages, $4: the person's.
constexpr std::string_view kAfterInbound = R"sql(
    UPDATE conversation SET
      last_message_at = CASE WHEN last_message_at > $3 THEN last_message_at ELSE $3 END,
      active_at = CASE WHEN active_at > $3 THEN active_at ELSE $3 END, snoozed_until = NULL,
      last_inbound_at = CASE WHEN last_inbound_at > $4 THEN last_inbound_at ELSE $4 END,
      window_opened_by = CASE WHEN CAST($5 AS BIGINT) IS NULL OR window_opened_at >= $5
                              THEN window_opened_by ELSE $6 END,
      window_opened_at = CASE WHEN CAST($5 AS BIGINT) IS NULL OR window_opened_at >= $5
                              THEN window_opened_at ELSE $5 END,
      episode = CASE WHEN state = 0 THEN episode ELSE episode + 1 END,
      owner = CASE WHEN state = 0 THEN owner ELSE 0 END,
      state = 0
    WHERE workspace_id = $1 AND id = $2)sql";

}  // namespace

void RowUpdate::inbound(const Message& message, std::optional<OpenedBy> opens) {
  std::optional<Instant> opened_at;
  if (opens && *opens != OpenedBy::reaction) {
    opened_at = std::min(message.sent_at, message.received_at);
  }
  inbound_ = Inbound{.sent_at = message.sent_at,
                     .opened_at = opened_at,
                     .opened_by = opens.value_or(OpenedBy::message)};
}

void RowUpdate::outbound(Instant at) {
  outbound_at_ = outbound_at_ ? std::max(*outbound_at_, at) : at;
}

dunlin::Status RowUpdate::write(db::Tx& tx, const Scope& scope, ConversationId id) {
  const auto inbound = std::exchange(inbound_, std::nullopt);
  const auto outbound_at = std::exchange(outbound_at_, std::nullopt);
  if (!inbound && !outbound_at) return {};
  feed::tell(tx, scope.workspace(), feed::Kind::message, id);
  if (!inbound) return tx.run(kAfterOutbound, scope.workspace(), id, *outbound_at);
  const Instant newest = std::max(inbound->sent_at, outbound_at.value_or(inbound->sent_at));
  return tx.run(kAfterInbound, scope.workspace(), id, newest, inbound->sent_at, inbound->opened_at,
                inbound->opened_by);
}

}  // namespace dunlin::conversations
