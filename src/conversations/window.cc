#include "conversations/window.h"

#include <fmt/format.h>

namespace dunlin::conversations {
namespace {

WindowAnswer closed(std::string reason) {
  return {
      .leave = WindowAnswer::Leave::closed, .closes_at = std::nullopt, .reason = std::move(reason)};
}

std::string shown(Instant at) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
}

}  // namespace

WindowAnswer window(const WindowFacts& facts, Answerer answerer, bool human_agent_granted,
                    Instant now, const WindowPolicy& policy) {
  if (!facts.opened_at || facts.opened_by == OpenedBy::reaction) {
    return closed("The person has not written yet: only a message of theirs allows an answer.");
  }
  const Duration standard =
      facts.opened_by == OpenedBy::ad_click ? policy.ad_click : policy.standard;
  const Instant closes_at = *facts.opened_at + standard;
#ifdef DUNLIN_BUG_window_never_closes
  return {.leave = WindowAnswer::Leave::open, .closes_at = closes_at, .reason = ""};
#endif
  if (now < closes_at) {
    return {.leave = WindowAnswer::Leave::open, .closes_at = closes_at, .reason = ""};
  }
  const Instant people_until = *facts.opened_at + policy.human_agent;
  if (!human_agent_granted || now >= people_until) {
    return closed(
        fmt::format("The time to answer ended at {}; a new message of theirs opens it again.",
                    shown(closes_at)));
  }
  if (answerer == Answerer::automation) {
    return closed(fmt::format(
        "The time for automatic answers ended at {}; until {} only a person may answer.",
        shown(closes_at), shown(people_until)));
  }
  return {
      .leave = WindowAnswer::Leave::with_human_agent_tag, .closes_at = people_until, .reason = ""};
}

}  // namespace dunlin::conversations
