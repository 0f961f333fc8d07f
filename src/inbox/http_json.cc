#include "conversations/http_json.h"

#include "base/utf8.h"
#include "inbox/http_internal.h"

namespace dunlin::inbox {
namespace {

using workspace::time_json;

constexpr std::size_t kLineCharacters = 200;

/// The first characters, whole ones.
std::string_view beginning(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool starts_one = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts_one && characters++ == kLineCharacters) return text.substr(0, at);
  }
  return text;
}

json::Value line_json(const std::optional<LastLine>& line) {
  if (!line) return nullptr;
  return json::Object{{"text", beginning(line->text)},
                      {"kind", conversations::name(line->kind)},
                      {"direction", conversations::name(line->direction)},
                      {"source", conversations::name(line->source)},
                      {"status", conversations::name(line->status)},
                      {"at", to_rfc3339(line->at)},
                      {"unsent", line->unsent}};
}

}  // namespace

json::Value person_json(PersonId person) {
  return person ? json::Value(to_text(person)) : json::Value(nullptr);
}

json::Object contact_line_json(const contacts::Contact& contact) {
  return {{"id", to_text(contact.id)},
          {"display_name", contact.display_name()},
          {"name", contact.profile.name},
          {"username", contact.profile.username},
          {"picture_url", contact.profile.picture_url},
          {"opted_out", contact.opted_out_at.has_value()}};
}

json::Object row_json(const Row& row, Instant now) {
  const conversations::Conversation& one = row.conversation;
  json::Array labels;
  for (const LabelId label : row.labels) labels.emplace_back(to_text(label));
  return {{"id", to_text(one.id)},
          {"account_id", to_text(one.account)},
          {"contact", contact_line_json(row.contact)},
          {"last", line_json(row.last)},
          {"active_at", to_rfc3339(one.active_at)},
          {"last_inbound_at", time_json(one.last_inbound_at)},
          {"unread", one.unread()},
          {"state", conversations::name(one.state)},
          {"owner", conversations::name(one.owner)},
          {"assignee_id", person_json(one.assignee.value_or(PersonId{}))},
          {"snoozed_until", time_json(one.snoozed_until)},
          {"labels", std::move(labels)},
          {"window", conversations::window_json(one.window, row.human_agent, now)}};
}

json::Object work_json(const Row& row) {
  const json::Object whole = row_json(row, Instant{});
  json::Object out;
  for (const char* field : {"state", "owner", "assignee_id", "snoozed_until", "unread", "labels"}) {
    out[field] = whole.at(field);
  }
  return out;
}

json::Object note_json(const Note& note) {
  return {{"id", to_text(note.id)},
          {"conversation_id", to_text(note.conversation)},
          {"author_id", person_json(note.author)},
          {"text", note.text},
          {"created_at", to_rfc3339(note.created_at)},
          {"edited_at", time_json(note.edited_at)}};
}

json::Array presence_json(const std::vector<Presence::Somebody>& there) {
  json::Array out;
  for (const auto& one : there) {
    out.push_back(json::Object{{"person_id", to_text(one.person)}, {"state", name(one.at)}});
  }
  return out;
}

}  // namespace dunlin::inbox
