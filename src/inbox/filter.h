#pragma once

#include <optional>

#include "conversations/conversations.h"
#include "inbox/ids.h"
#include "json/reader.h"
#include "workspace/endpoint.h"

/// Which conversations a list shows: the parameters of GET /api/v1/inbox, and what a saved view
/// keeps.
namespace dunlin::inbox {

enum class View { mine, unassigned, all, snoozed, closed, archived };
std::string_view name(View view);

enum class ReadState { any, unread, read };

struct Filter {
  View view = View::all;
  std::optional<AccountId> account{};
  std::optional<LabelId> label{};
  std::optional<conversations::Owner> owner{};
  std::optional<PersonId> assignee{};
  ReadState read_state = ReadState::any;
  std::optional<int> closing_within_hours{};  ///< 1…24
};

/// Errors: inbox.filter_invalid with the parameter's name, api.id_invalid.
Result<Filter> read_filter(const workspace::Call& call);
/// The same from JSON; faults go into `in`.
Filter read_filter(json::Reader& in);
json::Object to_json(const Filter& filter);

}  // namespace dunlin::inbox
