#include "inbox/decide_composer.h"

#include <fmt/format.h>

#include "outbound/capability.h"

namespace dunlin::inbox {
namespace {

using conversations::WindowAnswer;
using outbound::Capability;

/// What only delays: the answer waits and leaves by itself.
void add_what_delays(const ComposerFacts& facts, Composer& composer) {
  if (!composer.reason.empty()) return;
  if (facts.sending_paused) {
    composer.reason = "All sending is paused on this installation; what you write waits.";
    composer.way_out = "Whoever runs the installation resumes it.";
  } else if (facts.account_state == accounts::State::needs_reconnect) {
    composer.reason = "The account is not connected to Instagram; what you write waits.";
    composer.way_out = "Connect the account again under Accounts.";
  }
}

Composer closed(std::string reason, std::string way_out) {
  return {.state = Composer::State::closed,
          .closes_at = std::nullopt,
          .reason = std::move(reason),
          .way_out = std::move(way_out)};
}

Composer by_window(const ComposerFacts& facts) {
  const WindowAnswer answer = conversations::window(facts.window, conversations::Answerer::person,
                                                    facts.human_agent, facts.now);
  switch (answer.leave) {
    case WindowAnswer::Leave::open:
      return {.state = Composer::State::open,
              .closes_at = answer.closes_at,
              .reason = {},
              .way_out = {}};
    case WindowAnswer::Leave::with_human_agent_tag:
      return {
          .state = Composer::State::people_only,
          .closes_at = answer.closes_at,
          .reason = "The 24 hours for automatic answers are over; a person may still answer.",
          .way_out = fmt::format("Answer yourself before it closes; when {} writes again, it is "
                                 "open to all.",
                                 facts.contact_name)};
    case WindowAnswer::Leave::closed:
      break;
  }
  return closed(answer.reason,
                fmt::format("Wait until {} writes again, or reply to a comment of theirs.",
                            facts.contact_name));
}

}  // namespace

std::string_view name(Composer::State state) {
  switch (state) {
    case Composer::State::open:
      return "open";
    case Composer::State::people_only:
      return "people_only";
    case Composer::State::closed:
      return "closed";
  }
  return "closed";
}

Composer decide_composer(const ComposerFacts& facts) {
  if (facts.opted_out) {
    return closed("This person has asked not to be written to.",
                  "Only they can lift it, by writing a word such as START.");
  }
  if (facts.account_state == accounts::State::disconnected) {
    return closed("The account was disconnected from this workspace.",
                  "Connect the account again under Accounts.");
  }
  Composer composer{.state = Composer::State::open, .closes_at = {}, .reason = {}, .way_out = {}};
  if (outbound::capability(facts.transport).window == Capability::Window::needed) {
    composer = by_window(facts);
  }
  add_what_delays(facts, composer);
  return composer;
}

}  // namespace dunlin::inbox
