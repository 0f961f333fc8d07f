#include <charconv>

#include <fmt/format.h>

#include "feed/feed.h"

namespace dunlin::feed {
namespace {

constexpr int kKinds = static_cast<int>(Kind::activity) + 1;

/// A line an event: kind, workspace, id in base 36, and the note to the end of the line.
void append_number(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, 36).ptr;
  out.append(digits, end);
}

std::string line_of(const Event& event) {
  std::string line = fmt::format("{} ", static_cast<int>(event.kind));
  append_number(line, event.workspace.value);
  line += ' ';
  append_number(line, event.id);
  if (!event.note.empty()) line += ' ' + event.note;
  line += '\n';
  return line;
}

std::optional<std::int64_t> take_number(std::string_view& line, int base) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), value, base);
  if (fault != std::errc{}) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (line.starts_with(' ')) line.remove_prefix(1);
  return value;
}

std::optional<Event> event_of(std::string_view line) {
  const auto kind = take_number(line, 10);
  const auto workspace = take_number(line, 36);
  const auto id = take_number(line, 36);
  if (!kind || !workspace || !id || *kind < 0 || *kind >= kKinds) return std::nullopt;
  return Event{.workspace = WorkspaceId{*workspace},
               .kind = static_cast<Kind>(*kind),
               .id = *id,
               .note = std::string(line)};
}

}  // namespace

std::vector<std::string> words_of(std::string_view run, const std::set<db::Change>& changes,
                                  const std::vector<Event>& notes, std::size_t longest) {
  const std::string head = std::string(run) + '\n';
  std::vector<std::string> words;
  const auto add = [&](const Event& event) {
    const std::string line = line_of(event);
    if (words.empty() || words.back().size() + line.size() > longest) words.push_back(head);
    words.back() += line;
  };
  for (const db::Change& change : changes) {
    add({.workspace = change.workspace,
         .kind = static_cast<Kind>(change.kind),
         .id = change.id,
         .note = {}});
  }
  for (const Event& note : notes) add(note);
  return words;
}

std::optional<Word> read_word(std::string_view text) {
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos || line_end == 0) return std::nullopt;
  Word word{.run = std::string(text.substr(0, line_end)), .events = {}};
  text.remove_prefix(line_end + 1);
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto event = event_of(text.substr(0, end));
    if (!event) return std::nullopt;
    word.events.push_back(*std::move(event));
    text.remove_prefix(end + 1);
  }
  return word;
}

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::conversation:
      return "conversation";
    case Kind::message:
      return "message";
    case Kind::contact:
      return "contact";
    case Kind::rules:
      return "rules";
    case Kind::account:
      return "account";
    case Kind::switches:
      return "switches";
    case Kind::attention:
      return "attention";
    case Kind::presence:
      return "presence";
    case Kind::activity:
      return "activity";
  }
  return "unknown";
}

}  // namespace dunlin::feed
