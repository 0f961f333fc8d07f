#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "conversations/conversations.h"
#include "server/demo_texts.h"

/// What a busy shop's conversations look like, in English and Persian: the same for a seed. Pure.
namespace dunlin::server {

struct DemoPerson {
  std::string username, name, language, igsid;
};

/// How one conversation stands after its last message.
struct DemoConversation {
  std::int64_t number = 0;  ///< from 1
  DemoPerson person;
  std::int64_t messages = 0;
  Instant created_at;
  std::optional<Instant> last_message_at, last_inbound_at;
  conversations::Owner owner = conversations::Owner::automation;
  bool closed = false, read = false, mine = false, a_colleagues = false;
  std::vector<int> labels;  ///< positions among demo_labels()
};

struct DemoMessage {
  std::int64_t conversation = 0;  ///< its number
  bool begins_it = false;
  conversations::Direction direction = conversations::Direction::in;
  conversations::Source source = conversations::Source::contact;
  std::string text;
  Instant sent_at;
};

struct DemoLabel {
  std::string_view name, colour;
};
const std::vector<DemoLabel>& demo_labels();

/// Messages in the order of time, spread over `from` … `to`, about ten a conversation.
class DemoWorld {
 public:
  DemoWorld(std::uint64_t seed, std::int64_t messages, Instant from, Instant to);
  [[nodiscard]] bool has_next() const { return made_ < messages_; }
  DemoMessage next();
  /// In the order in which they began.
  [[nodiscard]] const std::vector<DemoConversation>& conversations() const {
    return conversations_;
  }

 private:
  std::uint64_t draw();
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(draw() % bound); }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  DemoConversation& begin_one(Instant at);
  std::size_t choose(Instant at);
  std::string fill(std::string_view shape, const DemoTexts& texts);

  std::uint64_t state_;
  std::int64_t messages_, made_ = 0;
  Instant from_;
  Duration step_;
  std::vector<DemoConversation> conversations_;
  std::vector<std::size_t> active_;
};

}  // namespace dunlin::server
