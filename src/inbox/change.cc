#include "inbox/change.h"

#include "inbox/people.h"
#include "inbox/store.h"
#include "json/reader.h"
#include "workspace/page.h"

namespace dunlin::inbox {
namespace {

using conversations::Owner;
using conversations::Read;
using conversations::State;

constexpr Duration kLongestSnooze = std::chrono::days{366};
constexpr std::size_t kMostLabelsAtOnce = 20;

bool names(const json::Value& body, std::string_view field) {
  const json::Object* object = body.if_object();
  return object && object->contains(field);
}

void read_assignee(json::Reader& in, const json::Value& body, PersonId self, WorkChange& change) {
  const auto text = in.optional_text("assignee_id", {.min_bytes = 1, .max_bytes = 40});
  if (!names(body, "assignee_id")) return;
  if (!text) {
    change.assignee.emplace(std::nullopt);
    return;
  }
  const auto person = *text == "me" ? std::optional(self) : parse_id<PersonId>(*text);
  if (!person) return in.fault("assignee_id", "api.id_invalid", "is not a member's id");
  change.assignee.emplace(*person);
}

void read_snooze(json::Reader& in, const json::Value& body, Instant now, WorkChange& change) {
  const auto text = in.optional_text("snoozed_until", {.min_bytes = 1, .max_bytes = 40});
  if (!names(body, "snoozed_until")) return;
  if (!text) {
    change.snoozed_until.emplace(std::nullopt);
    return;
  }
  const auto until = parse_rfc3339(*text);
  if (!until || *until <= now || *until > now + kLongestSnooze) {
    return in.fault("snoozed_until", "inbox.snooze_invalid",
                    "must be a time ahead, within a year, such as 2026-11-21T08:00:00Z");
  }
  change.snoozed_until.emplace(*until);
}

std::vector<LabelId> read_labels(json::Reader& in, std::string_view field) {
  std::vector<LabelId> out;
  for (const std::string& text :
       in.texts(field, kMostLabelsAtOnce, {.min_bytes = 1, .max_bytes = 40})) {
    const auto label = parse_id<LabelId>(text);
    if (!label) {
      in.fault(field, "api.id_invalid", "holds what is not a label's id");
      continue;
    }
    out.push_back(*label);
  }
  return out;
}

/// "labels": {"add": […], "remove": […]}
Status read_label_changes(json::Reader& in, WorkChange& change) {
  const json::Value* labels = in.optional_value("labels");
  if (!labels) return {};
  json::Reader inside(*labels, in.path("labels"));
  change.add_labels = read_labels(inside, "add");
  change.remove_labels = read_labels(inside, "remove");
  return inside.finish();
}

Status change_state(db::Tx& tx, const Scope& scope, ConversationId id, State state) {
  return state == State::closed ? conversations::close(tx, scope, id)
                                : conversations::reopen(tx, scope, id);
}

Status change_snooze(db::Tx& tx, const Scope& scope, ConversationId id,
                     std::optional<Instant> until) {
  if (!until) return conversations::snooze(tx, scope, id, until);
  DUNLIN_TRY(const auto known, conversations::find(tx, scope, id));
  if (known.state != State::open) {
    return Error(Code::conflict, "inbox.not_open", "Only an open conversation is snoozed")
        .at("snoozed_until")
        .hinting("Reopen it in the same call with `state`: \"open\".");
  }
  return conversations::snooze(tx, scope, id, until);
}

}  // namespace

Result<WorkChange> read_change(const json::Value& body, PersonId self, Instant now,
                               std::string path) {
  json::Reader in(body, std::move(path));
  WorkChange change;
  if (const auto state = in.optional_choice("state", {"open", "closed"})) {
    change.state = *state == "open" ? State::open : State::closed;
  }
  if (const auto owner = in.optional_choice("owner", {"automation", "person"})) {
    change.owner = *owner == "person" ? Owner::person : Owner::automation;
  }
  read_assignee(in, body, self, change);
  read_snooze(in, body, now, change);
  if (const auto unread = in.optional_flag("unread")) change.read = *unread ? Read::no : Read::yes;
  const Status labels = read_label_changes(in, change);
  DUNLIN_CHECK(labels);
  DUNLIN_CHECK(in.finish());
  return change;
}

json::Object to_json(const WorkChange& change) {
  json::Object out;
  if (change.state) out["state"] = conversations::name(*change.state);
  if (change.owner) out["owner"] = conversations::name(*change.owner);
  if (change.assignee) {
    out["assignee_id"] =
        *change.assignee ? json::Value(to_text(**change.assignee)) : json::Value(nullptr);
  }
  if (change.snoozed_until) out["snoozed_until"] = workspace::time_json(*change.snoozed_until);
  if (change.read) out["unread"] = *change.read == Read::no;
  const auto texts = [](const std::vector<LabelId>& labels) {
    json::Array all;
    for (const LabelId label : labels) all.emplace_back(to_text(label));
    return all;
  };
  if (!change.add_labels.empty()) out["labels_added"] = texts(change.add_labels);
  if (!change.remove_labels.empty()) out["labels_removed"] = texts(change.remove_labels);
  return out;
}

Status check_change(db::Tx& tx, const Scope& scope, const WorkChange& change) {
  if (change.assignee && *change.assignee) {
    DUNLIN_CHECK(check_member(tx, scope, **change.assignee));
  }
  for (const LabelId label : change.add_labels) DUNLIN_CHECK(find_label(tx, scope, label));
  for (const LabelId label : change.remove_labels) DUNLIN_CHECK(find_label(tx, scope, label));
  return {};
}

Status apply_change(db::Tx& tx, const Scope& scope, ConversationId id, const WorkChange& change) {
  DUNLIN_CHECK(conversations::find(tx, scope, id));
  if (change.state) DUNLIN_CHECK(change_state(tx, scope, id, *change.state));
  if (change.owner) DUNLIN_CHECK(conversations::set_owner(tx, scope, id, *change.owner));
  if (change.assignee) DUNLIN_CHECK(conversations::assign(tx, scope, id, *change.assignee));
  if (change.snoozed_until) DUNLIN_CHECK(change_snooze(tx, scope, id, *change.snoozed_until));
  if (change.read) DUNLIN_CHECK(conversations::set_read(tx, scope, id, *change.read));
  for (const LabelId label : change.add_labels) {
    DUNLIN_CHECK(attach_label(tx, scope, id, label));
  }
  for (const LabelId label : change.remove_labels) {
    DUNLIN_CHECK(detach_label(tx, scope, id, label));
  }
  return {};
}

}  // namespace dunlin::inbox
