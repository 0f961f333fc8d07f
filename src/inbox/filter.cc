#include "inbox/filter.h"

#include <array>
#include <charconv>

namespace dunlin::inbox {
namespace {

using conversations::Owner;

constexpr int kMostHours = 24;
constexpr std::array kViews{View::mine,    View::unassigned, View::all,
                            View::snoozed, View::closed,     View::archived};

std::optional<View> view_named(std::string_view text) {
  for (const View view : kViews) {
    if (name(view) == text) return view;
  }
  return std::nullopt;
}

Error invalid(std::string_view parameter, std::string message) {
  return Error(Code::invalid, "inbox.filter_invalid", std::move(message)).at(parameter);
}

Result<std::optional<int>> read_hours(const workspace::Call& call) {
  const auto text = call.parameter("closing_within_hours");
  if (!text) return std::optional<int>();
  int hours = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), hours);
  if (fault != std::errc{} || end != text->data() + text->size() || hours < 1 ||
      hours > kMostHours) {
    return invalid("closing_within_hours", "It is a whole number from 1 to 24");
  }
  return std::optional(hours);
}

template <class IdType>
std::optional<IdType> read_id(json::Reader& in, std::string_view field) {
  const auto text = in.optional_text(field, {.min_bytes = 1, .max_bytes = 40});
  if (!text) return std::nullopt;
  auto id = parse_id<IdType>(*text);
  if (!id) in.fault(field, "api.id_invalid", "is not an id of the kind asked for");
  return id;
}

}  // namespace

std::string_view name(View view) {
  switch (view) {
    case View::mine:
      return "mine";
    case View::unassigned:
      return "unassigned";
    case View::all:
      return "all";
    case View::snoozed:
      return "snoozed";
    case View::closed:
      return "closed";
    case View::archived:
      return "archived";
  }
  return "all";
}

Result<Filter> read_filter(const workspace::Call& call) {
  Filter filter;
  const auto view = view_named(call.parameter("view").value_or("all"));
  if (!view) {
    return invalid("view", "It is one of mine, unassigned, all, snoozed, closed, archived");
  }
  filter.view = *view;
  DUNLIN_TRY(filter.account, call.id_parameter<AccountId>("account"));
  DUNLIN_TRY(filter.label, call.id_parameter<LabelId>("label"));
  DUNLIN_TRY(filter.assignee, call.id_parameter<PersonId>("assignee"));
  if (const auto owner = call.parameter("owner")) {
    if (*owner != "automation" && *owner != "person") {
      return invalid("owner", "It is automation or person");
    }
    filter.owner = *owner == "person" ? Owner::person : Owner::automation;
  }
  if (const auto unread = call.parameter("unread")) {
    if (*unread != "true" && *unread != "false") return invalid("unread", "It is true or false");
    filter.read_state = *unread == "true" ? ReadState::unread : ReadState::read;
  }
  DUNLIN_TRY(filter.closing_within_hours, read_hours(call));
  return filter;
}

Filter read_filter(json::Reader& in) {
  Filter filter;
  const auto view =
      in.optional_choice("view", {"mine", "unassigned", "all", "snoozed", "closed", "archived"});
  if (view) filter.view = view_named(*view).value_or(View::all);
  filter.account = read_id<AccountId>(in, "account");
  filter.label = read_id<LabelId>(in, "label");
  filter.assignee = read_id<PersonId>(in, "assignee");
  if (const auto owner = in.optional_choice("owner", {"automation", "person"})) {
    filter.owner = *owner == "person" ? Owner::person : Owner::automation;
  }
  if (const auto unread = in.optional_flag("unread")) {
    filter.read_state = *unread ? ReadState::unread : ReadState::read;
  }
  if (const auto hours = in.optional_integer("closing_within_hours", 1, kMostHours)) {
    filter.closing_within_hours = static_cast<int>(*hours);
  }
  return filter;
}

json::Object to_json(const Filter& filter) {
  json::Object out{{"view", name(filter.view)}};
  if (filter.account) out["account"] = to_text(*filter.account);
  if (filter.label) out["label"] = to_text(*filter.label);
  if (filter.assignee) out["assignee"] = to_text(*filter.assignee);
  if (filter.owner) out["owner"] = conversations::name(*filter.owner);
  if (filter.read_state != ReadState::any) out["unread"] = filter.read_state == ReadState::unread;
  if (filter.closing_within_hours) out["closing_within_hours"] = *filter.closing_within_hours;
  return out;
}

}  // namespace dunlin::inbox
