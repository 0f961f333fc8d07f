#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "feed/feed.h"

/// Who has a conversation open, and who types: in memory on every node, told through the feed.
namespace dunlin::inbox {

enum class At { viewing, typing, gone };
std::string_view name(At at);

/// Forgotten when it is not said again.
inline constexpr Duration kPresenceLife = std::chrono::seconds{45};
inline constexpr std::size_t kMostPresences = 20'000;

class Presence {
 public:
  explicit Presence(const Clock& clock) : clock_(clock) {}

  struct Somebody {
    PersonId person;
    At at = At::viewing;
  };
  /// What the feed brings, of this node or another.
  void observe(const feed::Event& event);
  [[nodiscard]] std::vector<Somebody> others(WorkspaceId workspace, ConversationId conversation,
                                             PersonId but) const;
  /// As the feed carries it.
  static feed::Event event_of(WorkspaceId workspace, ConversationId conversation,
                              const Somebody& somebody);

 private:
  struct Key {
    WorkspaceId workspace;
    std::int64_t conversation = 0;
    PersonId person;
    auto operator<=>(const Key&) const = default;
  };
  struct Known {
    At at = At::viewing;
    Monotonic until;
  };
  void forget_old();

  const Clock& clock_;
  std::map<Key, Known> known_;
};

}  // namespace dunlin::inbox
