#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/world/world.h"

namespace dunlin::checks {

/// What the App left on its disk, as far as the checks of R1 ask.
struct Stored {
  struct Message {
    bool has_conversation = false, is_outgoing = false, is_deleted = false, is_seen = false;
    int edits = 0;
    std::string text;
  };
  struct Trace {
    std::string kind, summary, detail;
  };
  std::map<std::string, Message> messages;  ///< by mid
  std::set<std::string> reactions;          ///< mids with a reaction, also one taken back
  std::vector<Trace> traces;
  std::set<std::string> unfinished_bodies;  ///< in the journal, without their mark
  std::set<std::string> decided_twice;      ///< messages with two traces of their arrival
  std::vector<std::string> parked_bodies;

  /// Traces of this kind whose summary begins so.
  [[nodiscard]] std::size_t count(const std::string& kind, const std::string& summary) const;
  /// A parked body tells of this id.
  [[nodiscard]] bool is_parked(const std::string& id) const;
  /// Exactly one trace of this kind tells of `what`.
  [[nodiscard]] bool mentions(const std::string& kind, const std::string& what) const;
};
Stored read_stored(world::World& world);

/// One event as the fake names it: "message_edit:<mid>:<n>" is a kind, an id and the rest.
struct Told {
  std::string kind, id, rest;
  explicit Told(const std::string& key);
};
/// Ids that Instagram stopped telling of, as nobody had answered for 36 hours: what became of them
/// the App cannot know.
std::set<std::string> given_up(world::World& world);

}  // namespace dunlin::checks
