#include "inbox/presence.h"

#include <limits>
#include <optional>

#include <fmt/format.h>

namespace dunlin::inbox {
namespace {

std::optional<At> at_named(std::string_view text) {
  for (const At at : {At::viewing, At::typing, At::gone}) {
    if (name(at) == text) return at;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(At at) {
  switch (at) {
    case At::viewing:
      return "viewing";
    case At::typing:
      return "typing";
    case At::gone:
      return "gone";
  }
  return "gone";
}

feed::Event Presence::event_of(WorkspaceId workspace, ConversationId conversation,
                               const Somebody& somebody) {
  return {.workspace = workspace,
          .kind = feed::Kind::presence,
          .id = conversation.value,
          .note = fmt::format("{} {}", name(somebody.at), to_text(somebody.person))};
}

void Presence::observe(const feed::Event& event) {
  if (event.kind != feed::Kind::presence) return;
  const std::string_view note = event.note;
  const auto space = note.find(' ');
  if (space == std::string_view::npos) return;
  const auto at = at_named(note.substr(0, space));
  const auto person = parse_id<PersonId>(note.substr(space + 1));
  if (!at || !person) return;
  const Key key{.workspace = event.workspace, .conversation = event.id, .person = *person};
  if (*at == At::gone) {
    known_.erase(key);
    return;
  }
  if (known_.size() >= kMostPresences) forget_old();
  if (known_.size() >= kMostPresences) return;
  known_[key] = {.at = *at, .until = clock_.monotonic() + kPresenceLife};
}

void Presence::forget_old() {
  const Monotonic now = clock_.monotonic();
  std::erase_if(known_, [now](const auto& one) { return one.second.until <= now; });
}

std::vector<Presence::Somebody> Presence::others(WorkspaceId workspace, ConversationId conversation,
                                                 PersonId but) const {
  const Monotonic now = clock_.monotonic();
  std::vector<Somebody> out;
  constexpr PersonId kFirst{std::numeric_limits<std::int64_t>::min()};
  for (auto at = known_.lower_bound(
           {.workspace = workspace, .conversation = conversation.value, .person = kFirst});
       at != known_.end() && at->first.workspace == workspace &&
       at->first.conversation == conversation.value;
       ++at) {
    if (at->first.person == but || at->second.until <= now) continue;
    out.push_back({.person = at->first.person, .at = at->second.at});
  }
  return out;
}

}  // namespace dunlin::inbox
