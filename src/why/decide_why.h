#pragma once

#include "why/why.h"

/// The parts of the story, one a file. Pure.
namespace dunlin::why {

/// The story as it grows.
struct Telling {
  const Facts& facts;
  Story story{};

  void add(Step step);
  /// The step that decides what it comes to.
  void end(Verdict verdict, Step step);
};

/// No message is known: what may be the cause. Ends the story.
void tell_absence(Telling& telling);
/// How the message came. False: it ends here.
bool tell_arrival(Telling& telling);
/// Who had the conversation, and whether the person wants to hear from us. False: it ends here.
bool tell_owner_and_consent(Telling& telling);
/// Which rules fired and why others did not. False: it ends here.
bool tell_rules(Telling& telling);
/// What became of the answers, and what they wait for. Ends the story.
void tell_sends(Telling& telling);
/// What holds sends back now; true when anything does.
bool tell_switches(Telling& telling);

}  // namespace dunlin::why
