#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "conversations/window.h"
#include "db/db.h"
#include "workspace/endpoint.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// Conversations (account × contact) and their messages (PRODUCT §4.1–4.2). Owns conversation,
/// message, reaction.
namespace dunlin::conversations {

enum class State { open = 0, closed = 1, archived = 2 };
enum class Owner { automation = 0, person = 1 };

struct Conversation {
  ConversationId id;
  AccountId account;
  ContactId contact;
  State state = State::open;
  Owner owner = Owner::automation;
  std::int64_t episode = 1;  ///< from opening to close or archive; a reopening starts the next
  std::optional<Instant> last_message_at, last_inbound_at;
  WindowFacts window;
  /// The person has seen what was sent until `seen_through`, as told at `seen_at`.
  std::optional<Instant> seen_through, seen_at;
  /// The last message, or the end of a snooze: the order of lists.
  Instant active_at{};
  std::optional<PersonId> assignee{};
  std::optional<Instant> snoozed_until{};
  std::optional<Instant> read_through{};
  /// The person wrote something that no member has read.
  [[nodiscard]] bool unread() const {
    return last_inbound_at && (!read_through || *read_through < *last_inbound_at);
  }
};
std::string_view name(State state);
std::string_view name(Owner owner);

enum class Direction { in = 0, out = 1 };
enum class Source {
  contact = 0,
  person = 1,
  rule = 2,
  flow = 3,
  ai = 4,
  campaign = 5,
  instagram_app = 6
};
/// As people see it. Inbound messages are `received`.
enum class Status {
  received = 0,
  queued = 1,
  sending = 2,
  checking = 3,
  needs_you = 4,
  sent = 5,
  seen = 6,
  refused = 7,
  failed = 8
};
enum class Kind {
  text = 0,
  image = 1,
  video = 2,
  audio = 3,
  file = 4,
  share = 5,
  story_mention = 6,
  story_reply = 7,
  reel = 8,
  post = 9,
  ephemeral = 10,
  postback = 11,
  quick_reply = 12,
  template_ = 13,
  unsupported = 14,
  other = 15
};

std::string_view name(Direction direction);
std::string_view name(Source source);
std::string_view name(dunlin::conversations::Status status);
std::string_view name(Kind kind);

struct Message {
  MessageId id;
  ConversationId conversation;
  std::string mid;  ///< Meta's id; empty until the send's outcome is known
  Direction direction = Direction::in;
  Kind kind = Kind::text;
  Source source = Source::contact;
  dunlin::conversations::Status status = dunlin::conversations::Status::received;
  std::string reason;       ///< why refused, failed, held: a sentence
  std::string text;         ///< empty after an unsend
  std::string attachments;  ///< JSON array of {type,url,title,media_id}, "" when none
  std::string reply_to_mid, story_id, payload;
  Instant sent_at;  ///< Meta's time of the event: the order of history, then id
  Instant received_at;
  int edits = 0;
  std::optional<Instant> deleted_at, seen_at;
  std::optional<IntentId> intent;
};

/// Makes or finds the conversation and locks its row (the first lock of a message's transaction, in
/// id order). A closed or archived one is reopened when `inbound`, which starts a new episode,
/// owned by automation. The answer shows it reopened; record_inbound writes that together with the
/// message, so that a redelivered message reopens nothing. One statement when it exists.
struct Opened {
  Conversation conversation;
  bool created = false;
  bool reopened = false;
};
Result<Opened> open(db::Tx& tx, const Scope& scope, AccountId account, ContactId contact,
                    ConversationId new_id, Instant at, bool inbound);
/// Locks those that nobody else has locked; the others, and unknown ones, are left out.
Result<std::map<ConversationId, Conversation>> lock_free(db::Tx& tx, const Scope& scope,
                                                         const std::vector<ConversationId>& ids);
Result<Conversation> find(db::Tx& tx, const Scope& scope, ConversationId id);
Result<std::optional<Conversation>> find_by_contact(db::Tx& tx, const Scope& scope,
                                                    ContactId contact);

struct Recorded {
  MessageId id;
  bool is_new = false;     ///< false: this mid is stored already, nothing changed
  bool is_unsent = false;  ///< its unsend came before it: stored without text, asks for no answer
};
/// What a message and the answers to it change in their conversation's row, noted here and written
/// at once: every list sorts by that row, so each change of it moves it in several indexes.
class RowUpdate {
 public:
  void inbound(const Message& message, std::optional<OpenedBy> opens);
  void outbound(Instant at);
  /// One statement, or none when nothing was noted. To be called before anything else reads or
  /// changes the row, and before the transaction ends.
  dunlin::Status write(db::Tx& tx, const Scope& scope, ConversationId id);

 private:
  struct Inbound {
    Instant sent_at;
    std::optional<Instant> opened_at;
    OpenedBy opened_by;
  };
  std::optional<Inbound> inbound_;
  std::optional<Instant> outbound_at_;
};

/// One row per (account, mid); without a mid always a new one. An inbound message opens or extends
/// the window (`opens`) from the earlier of its two times. News that came before it (edit, unsend)
/// is already in the stored row. One statement and the row's, more when its mid is known already.
Result<Recorded> record_inbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                                const Message& message, std::optional<OpenedBy> opens,
                                RowUpdate& row);
Result<Recorded> record_inbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                                const Message& message, std::optional<OpenedBy> opens);
/// The row of a wished send (status queued, no mid yet). Reopens an archived conversation, not a
/// closed one; so does record_echo.
dunlin::Status record_outbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                               const Message& message, RowUpdate& row);
/// An echo nobody's intent matches: written in the Instagram app or by another tool.
Result<Recorded> record_echo(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                             const Message& message);
/// A send's outcome. When an echo row with this mid came first, that row goes and this one keeps
/// the mid, the echo's time and what happened to it since (edited, unsent, seen). `sent` becomes
/// `seen` when the person has seen later messages already. message.not_found, when it was sent.
dunlin::Status settle_outbound(db::Tx& tx, const Scope& scope, MessageId id,
                               dunlin::conversations::Status status, std::string_view reason,
                               std::optional<std::string_view> mid, std::optional<Instant> sent_at);
/// They are on their way now.
dunlin::Status mark_sending(db::Tx& tx, const Scope& scope, const std::vector<MessageId>& ids);

/// Later news about a message by mid. False: no such message yet; the news is kept and applied when
/// it comes, so that the order of arrival does not matter. On several nodes the caller has taken
/// the conversation's row first. The edit with the highest number wins; a number of 0 or an empty
/// text (INSTAGRAM §2.6) changes nothing.
Result<bool> edit(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                  std::string_view text, int num_edit);
/// Removes text, attachments and payload for good, and remembers a mid that has not come yet so
/// that a late message stays removed.
Result<bool> unsend(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                    Instant at);
/// All that was sent until this message is seen.
Result<bool> mark_seen(db::Tx& tx, const Scope& scope, AccountId account,
                       ConversationId conversation, std::string_view mid, Instant at);
/// One reaction per sender and message, the newest by `at`.
Result<bool> react(db::Tx& tx, const Scope& scope, AccountId account, std::string_view mid,
                   std::string_view sender, std::string_view emoji, bool removed, Instant at);

/// The newest `limit` (10) messages, oldest first: the context of every decision.
Result<std::vector<Message>> context(db::Tx& tx, const Scope& scope, ConversationId id,
                                     int limit = 10);
Result<std::optional<Message>> find_by_mid(db::Tx& tx, const Scope& scope, AccountId account,
                                           std::string_view mid);
Result<Message> find_message(db::Tx& tx, const Scope& scope, MessageId id);

/// Newest activity first.
Result<workspace::Page<Conversation>> list(db::Tx& tx, const Scope& scope, State state,
                                           const workspace::PageAsked& asked);
/// Newest first, by event time and id. conversation.not_found
Result<workspace::Page<Message>> messages(db::Tx& tx, const Scope& scope, ConversationId id,
                                          const workspace::PageAsked& asked);
/// What people wrote, of all conversations, in the order of its arrival (by id): for what goes
/// through history. Unsent ones are left out.
struct Heard {
  MessageId id;
  ConversationId conversation;
  ContactId contact;
  AccountId account;
  Kind kind = Kind::text;
  std::string text, payload;
  Instant sent_at;
};
Result<std::vector<Heard>> heard_after(db::Tx& tx, const Scope& scope, MessageId after, int limit);
/// The newest message's id; zero when there is none.
Result<MessageId> newest_message(db::Tx& tx, const Scope& scope);

struct Reaction {
  std::string mid, sender, emoji;
  Instant at;
};
/// What stands (not taken back) on the messages of a conversation from `oldest` to `newest`.
Result<std::vector<Reaction>> reactions(db::Tx& tx, const Scope& scope, ConversationId id,
                                        Instant oldest, Instant newest);

/// conversation.not_found
dunlin::Status set_owner(db::Tx& tx, const Scope& scope, ConversationId id, Owner owner);
/// Ends the episode, and a snooze. conversation.not_found
dunlin::Status close(db::Tx& tx, const Scope& scope, ConversationId id);
/// Work of people (store_work.cc), all conversation.not_found. What is reopened begins an episode
/// that a person owns: automation that had decided something before is done with it.
dunlin::Status reopen(db::Tx& tx, const Scope& scope, ConversationId id);
dunlin::Status assign(db::Tx& tx, const Scope& scope, ConversationId id,
                      std::optional<PersonId> assignee);
/// Comes back then, or when the person writes; nothing brings it back now.
dunlin::Status snooze(db::Tx& tx, const Scope& scope, ConversationId id,
                      std::optional<Instant> until);
enum class Read { no, yes };
dunlin::Status set_read(db::Tx& tx, const Scope& scope, ConversationId id, Read read);
/// Snoozes that are over: unread, and active as of their end. At most `limit`; returns how many.
Result<int> end_snoozes(db::Tx& tx, const NodeScope&, Instant now, int limit);

/// Silent for 30 days → archived; at most `limit` a call. Returns how many.
Result<int> archive_silent(db::Tx& tx, const NodeScope&, Instant silent_since, int limit);

/// /api/v1/conversations (list by state, keyset; read; messages; hand over, hand back, close).
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams);

}  // namespace dunlin::conversations
