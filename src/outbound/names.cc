#include "outbound/store.h"

namespace dunlin::outbound {

std::string_view name(IntentState state) {
  switch (state) {
    case IntentState::queued:
      return "queued";
    case IntentState::claimed:
      return "claimed";
    case IntentState::sending:
      return "sending";
    case IntentState::sent:
      return "sent";
    case IntentState::unknown:
      return "unknown";
    case IntentState::held:
      return "held";
    case IntentState::refused:
      return "refused";
    case IntentState::failed:
      return "failed";
    case IntentState::dropped:
      return "dropped";
  }
  return "";
}

std::string_view name(Purpose purpose) {
  switch (purpose) {
    case Purpose::answer:
      return "answer";
    case Purpose::business:
      return "business";
    case Purpose::opt_out_notice:
      return "opt_out_notice";
    case Purpose::person:
      return "person";
  }
  return "";
}

std::string_view name(HeldFor held_for) {
  switch (held_for) {
    case HeldFor::nothing:
      return "nothing";
    case HeldFor::unknown_outcome:
      return "unknown_outcome";
    case HeldFor::by_hand:
      return "by_hand";
    case HeldFor::device:
      return "device";
  }
  return "";
}

}  // namespace dunlin::outbound
