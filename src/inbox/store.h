#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "inbox/filter.h"
#include "search/search.h"
#include "workspace/page.h"

/// The rows of this folder's tables, and what its lists read of others'.
namespace dunlin::inbox {

// --- store_list.cc, store_count.cc
// ------------------------------------------------------------------------------------------------
struct LastLine {
  std::string text;
  conversations::Kind kind = conversations::Kind::text;
  conversations::Direction direction = conversations::Direction::in;
  conversations::Source source = conversations::Source::contact;
  conversations::Status status = conversations::Status::received;
  Instant at;
  bool unsent = false;
};
/// All that one line of the list shows. `contact` has names, picture and opt-out alone.
struct Row {
  conversations::Conversation conversation;
  contacts::Contact contact;
  bool human_agent = false;
  std::optional<LastLine> last;
  std::vector<LabelId> labels;
};
/// So many conversations a page looks at when a filter passes some over.
inline constexpr int kScanned = 20'000;

struct ListAsked {
  Filter filter;
  PersonId self;
  workspace::PageAsked page;
  Instant now;
};
/// The last activity first. A filtered page can be short and still have a `next`.
Result<workspace::Page<Row>> list_rows(db::Tx& tx, const Scope& scope, const ListAsked& asked);
/// conversation.not_found
Result<Row> find_row(db::Tx& tx, const Scope& scope, ConversationId id);

/// At most kMostCounted are counted, of the newest kScanned conversations.
inline constexpr int kMostCounted = 999;
struct Count {
  int count = 0;
  bool more = false;
};
struct Counts {
  Count mine, mine_unread, unassigned, unassigned_unread, all, all_unread, snoozed;
};
Result<Counts> count_views(db::Tx& tx, const Scope& scope, PersonId self,
                           std::optional<AccountId> account);

// --- store_search.cc
// ------------------------------------------------------------------------------------------------
struct SearchAsked {
  search::What what = search::What::messages;
  search::Question question;
  std::optional<AccountId> account{};
  std::optional<ConversationId> conversation{};
  std::optional<std::int64_t> below{};
  int limit = 50;
};
struct Hit {
  contacts::Contact contact;  ///< as in a Row
  std::optional<ConversationId> conversation;
  std::optional<MessageId> message;
  conversations::Direction direction = conversations::Direction::in;
  std::string text;
  Instant at;
};
struct Hits {
  std::vector<Hit> items;
  std::optional<std::int64_t> next;  ///< go on below it
};
/// The newest made first. Looks at no more than 2,000 that have the words, so a filtered page can
/// be short and still have a `next`.
Result<Hits> search_hits(db::Tx& tx, const Scope& scope, const SearchAsked& asked);

// --- store_whole.cc
// ------------------------------------------------------------------------------------------------
struct RuleFired {
  RuleId rule;
  std::string rule_name;
  Instant at;
  std::optional<TraceId> trace;
};
/// What stands beside one conversation.
struct Beside {
  int messages = 0;  ///< at most 1,000
  bool more_messages = false;
  int notes = 0;
  int answers_waiting = 0;  ///< automatic ones that have not begun to leave
  std::vector<RuleFired> fired;
};
Result<Beside> load_beside(db::Tx& tx, const Scope& scope,
                           const conversations::Conversation& conversation);

// --- store_note.cc
// ------------------------------------------------------------------------------------------------
struct Note {
  NoteId id;
  ConversationId conversation;
  PersonId author;  ///< 0: nobody known
  std::string text;
  Instant created_at;
  std::optional<Instant> edited_at;
};
Result<workspace::Page<Note>> list_notes(db::Tx& tx, const Scope& scope, ConversationId id,
                                         const workspace::PageAsked& asked);
Status add_note(db::Tx& tx, const Scope& scope, const Note& note);
/// note.not_found
Result<Note> find_note(db::Tx& tx, const Scope& scope, NoteId id);
Status change_note(db::Tx& tx, const Scope& scope, const Note& note);
Status remove_note(db::Tx& tx, const Scope& scope, const Note& note);

// --- store_label.cc
// ------------------------------------------------------------------------------------------------
struct Label {
  LabelId id;
  std::string name, colour;
};
inline constexpr int kMostLabels = 200;
Result<std::vector<Label>> list_labels(db::Tx& tx, const Scope& scope);
/// label.not_found
Result<Label> find_label(db::Tx& tx, const Scope& scope, LabelId id);
/// label.name_taken, label.too_many. `folded_name` is the name as text::fold gives it.
Status add_label(db::Tx& tx, const Scope& scope, const Label& label, std::string_view folded_name);
/// label.not_found, label.name_taken
Status change_label(db::Tx& tx, const Scope& scope, const Label& label,
                    std::string_view folded_name);
/// label.not_found. At most 2,000 of its conversations a call; true when it is gone itself.
Result<bool> remove_label(db::Tx& tx, const Scope& scope, LabelId id);
Status attach_label(db::Tx& tx, const Scope& scope, ConversationId conversation, LabelId label);
Status detach_label(db::Tx& tx, const Scope& scope, ConversationId conversation, LabelId label);
/// Fills `labels` of the rows.
Status load_labels(db::Tx& tx, const Scope& scope, std::vector<Row>& rows);

// --- store_canned.cc
// ------------------------------------------------------------------------------------------------
struct CannedText {
  std::string language, text;
};
struct CannedReply {
  CannedReplyId id;
  std::string shortcut;
  std::vector<CannedText> texts;
  Instant changed_at;
};
inline constexpr int kMostCannedReplies = 500;
Result<std::vector<CannedReply>> list_canned(db::Tx& tx, const Scope& scope);
/// canned.not_found
Result<CannedReply> find_canned(db::Tx& tx, const Scope& scope, CannedReplyId id);
/// canned.shortcut_taken, canned.too_many
Status add_canned(db::Tx& tx, const Scope& scope, const CannedReply& reply);
/// canned.not_found, canned.shortcut_taken
Status change_canned(db::Tx& tx, const Scope& scope, const CannedReply& reply);
Status remove_canned(db::Tx& tx, const Scope& scope, CannedReplyId id);

// --- store_view.cc
// ------------------------------------------------------------------------------------------------
struct SavedView {
  InboxViewId id;
  PersonId author;
  std::string name;
  bool shared = false;
  Filter filter;
};
inline constexpr int kMostViews = 200;
/// One's own and those shared, by name.
Result<std::vector<SavedView>> list_views(db::Tx& tx, const Scope& scope, PersonId self);
/// view.not_found, also for another's that is not shared
Result<SavedView> find_view(db::Tx& tx, const Scope& scope, InboxViewId id, PersonId self);
/// view.too_many
Status add_view(db::Tx& tx, const Scope& scope, const SavedView& view);
Status change_view(db::Tx& tx, const Scope& scope, const SavedView& view);
Status remove_view(db::Tx& tx, const Scope& scope, InboxViewId id);

// --- store_draft.cc
// ------------------------------------------------------------------------------------------------
struct Draft {
  std::string text;
  bool is_note = false;
  Instant changed_at;
};
/// An empty text removes it.
Status keep_draft(db::Tx& tx, const Scope& scope, ConversationId conversation, PersonId author,
                  const Draft& draft);
Result<std::optional<Draft>> find_draft(db::Tx& tx, const Scope& scope, ConversationId conversation,
                                        PersonId author);

}  // namespace dunlin::inbox
