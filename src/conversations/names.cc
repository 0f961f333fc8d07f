#include <array>

#include "conversations/conversations.h"

namespace dunlin::conversations {
namespace {

/// A number that a newer version wrote is shown, not guessed at.
template <std::size_t N, class Enum>
std::string_view pick(const std::array<std::string_view, N>& names, Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < N ? names[at] : "unknown";
}

constexpr std::array<std::string_view, 3> kStates{"open", "closed", "archived"};
constexpr std::array<std::string_view, 2> kOwners{"automation", "person"};
constexpr std::array<std::string_view, 2> kDirections{"in", "out"};
constexpr std::array<std::string_view, 7> kSources{"contact", "person",   "rule",         "flow",
                                                   "ai",      "campaign", "instagram_app"};
constexpr std::array<std::string_view, 9> kStatuses{
    "received", "queued", "sending", "checking", "needs_you", "sent", "seen", "refused", "failed"};
constexpr std::array<std::string_view, 16> kKinds{
    "text",          "image",       "video",       "audio", "file",      "share",
    "story_mention", "story_reply", "reel",        "post",  "ephemeral", "postback",
    "quick_reply",   "template",    "unsupported", "other"};

}  // namespace

std::string_view name(State state) {
  return pick(kStates, state);
}
std::string_view name(Owner owner) {
  return pick(kOwners, owner);
}
std::string_view name(Direction direction) {
  return pick(kDirections, direction);
}
std::string_view name(Source source) {
  return pick(kSources, source);
}
std::string_view name(Status status) {
  return pick(kStatuses, status);
}
std::string_view name(Kind kind) {
  return pick(kKinds, kind);
}

}  // namespace dunlin::conversations
