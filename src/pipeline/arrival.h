#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/id.h"
#include "intake/event.h"
#include "rules/rules.h"

namespace dunlin::pipeline {

/// How far one raw body has come; shared by its events.
struct BodyProgress {
  RawEventId raw;
  Instant received_at;
  int remaining = 0;    ///< events that are not in a terminal state yet
  bool replay = false;  ///< a parked body on its second try
  int parked = 0;
  std::string last_outcome;
  std::function<void()> finished;  ///< called on the executor when `remaining` came to zero
};

/// One event on its way, with what was computed before the transaction.
struct Arrival {
  std::shared_ptr<BodyProgress> body;
  int position = 0;
  intake::Event event;
  std::string folded;                         ///< of a message's text, also one that was edited
  std::shared_ptr<const rules::Match> match;  ///< for the snapshot of this try
  std::uint64_t chance = 0;                   ///< chooses reply variants
};

}  // namespace dunlin::pipeline
