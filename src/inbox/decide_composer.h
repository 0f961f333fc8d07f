#pragma once

#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "conversations/window.h"

/// What the composer says to the person who would answer: pure.
namespace dunlin::inbox {

struct ComposerFacts {
  std::string contact_name;
  conversations::WindowFacts window;
  bool human_agent = false;
  bool opted_out = false;
  accounts::Transport transport = accounts::Transport::simulator;
  accounts::State account_state = accounts::State::active;
  bool sending_paused = false;  ///< the installation's switch
  Instant now;
};

struct Composer {
  enum class State { open, people_only, closed };
  State state = State::closed;
  std::optional<Instant> closes_at;
  std::string reason, way_out;  ///< sentences; empty when nothing is in the way
};
std::string_view name(Composer::State state);

Composer decide_composer(const ComposerFacts& facts);

}  // namespace dunlin::inbox
