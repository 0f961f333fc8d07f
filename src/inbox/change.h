#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conversations/conversations.h"
#include "inbox/ids.h"
#include "json/json.h"

/// One change of a conversation by a person; what is not named stays.
namespace dunlin::inbox {

struct WorkChange {
  std::optional<conversations::State> state{};  ///< open or closed
  std::optional<conversations::Owner> owner{};
  /// Outer: named at all; inner: nobody.
  std::optional<std::optional<PersonId>> assignee{};
  std::optional<std::optional<Instant>> snoozed_until{};
  std::optional<conversations::Read> read{};
  std::vector<LabelId> add_labels{}, remove_labels{};
};

/// `self` is what "me" means, `path` goes before the fields' names. Errors as json::Reader's;
/// inbox.snooze_invalid when the time is not ahead, or more than a year.
Result<WorkChange> read_change(const json::Value& body, PersonId self, Instant now,
                               std::string path = "");
/// As the API has it.
json::Object to_json(const WorkChange& change);
/// What does not depend on the conversation. Errors: member.not_found, label.not_found.
Status check_change(db::Tx& tx, const Scope& scope, const WorkChange& change);
/// Errors: conversation.not_found; inbox.not_open when what is closed would be snoozed.
Status apply_change(db::Tx& tx, const Scope& scope, ConversationId id, const WorkChange& change);

}  // namespace dunlin::inbox
