#include "outbound/gate.h"

#include <algorithm>

#include <fmt/format.h>

#include "outbound/capability.h"

namespace dunlin::outbound {
namespace {

using Stop = std::optional<std::variant<Refused, NotBefore>>;

bool automatic(const GateFacts& facts) {
  return facts.purpose != Purpose::person;
}
bool is_notice(const GateFacts& facts) {
  return facts.purpose == Purpose::opt_out_notice;
}

Stop refuse(Refusal why, std::string reason) {
  return Refused{why, std::move(reason)};
}
Stop wait(Instant until, Hold why, std::string reason) {
  return NotBefore{until, why, std::move(reason)};
}

/// Whoever asks, and whatever waits: there is no account to send from.
Stop still_connected(const GateFacts& facts) {
  if (facts.account_state != accounts::State::disconnected) return {};
  return refuse(Refusal::account_gone, "The account was disconnected from this workspace.");
}

/// Not in the gate's list because nothing is refused: nobody wishes it any more.
Stop still_wished(const GateFacts& facts) {
  if (!automatic(facts) || is_notice(facts)) return {};
  if (facts.owner == conversations::Owner::person) {
    return refuse(Refusal::superseded_by_person, "A person has taken the conversation over.");
  }
  if (facts.episode_decided != 0 && facts.episode_decided != facts.episode_now) {
    return refuse(Refusal::episode_ended,
                  "The conversation was closed and has begun anew since this was decided.");
  }
  return {};
}

Stop kill_switches(const GateFacts& facts) {
  using enum GateFacts::Switch;
  const Instant later = facts.now + kAskAgain;
  if (facts.installation == paused) {
    return wait(later, Hold::installation_paused, "All sending is paused on this installation.");
  }
  if (automatic(facts) && facts.workspace == paused) {
    return wait(later, Hold::workspace_paused, "Automation is paused in this workspace.");
  }
  if (automatic(facts) && facts.account == paused) {
    return wait(later, Hold::account_paused, "Automation is paused for this account.");
  }
  if (automatic(facts) && facts.account_state == accounts::State::paused) {
    return wait(later, Hold::account_paused,
                fmt::format("The account is paused: {}", facts.account_reason));
  }
  if (facts.account_state == accounts::State::needs_reconnect) {
    return wait(later, Hold::account_disconnected,
                "The account must be connected to Instagram again.");
  }
  if (facts.account_paused_until && *facts.account_paused_until > facts.now) {
    return wait(*facts.account_paused_until, Hold::rate_limited,
                "Instagram has asked this account to wait.");
  }
  return {};
}

Stop opt_out(const GateFacts& facts) {
#ifdef DUNLIN_BUG_skip_opt_out
  return {};
#endif
  if (!facts.opted_out) return {};
  if (is_notice(facts) && facts.opt_out_notice == GateFacts::Notice::none_yet) return {};
  return refuse(Refusal::opted_out, "This person has asked not to be written to.");
}

Stop consent(const GateFacts& facts) {
  if (facts.purpose != Purpose::business || facts.consent == GateFacts::Basis::recorded) return {};
  return refuse(
      Refusal::no_consent_basis,
      "No consent of this person is recorded, and the business would start the conversation.");
}

bool bound_by_window(const GateFacts& facts) {
  return facts.recipient == graph::Recipient::Kind::person &&
         capability(facts.transport).window == Capability::Window::needed;
}

conversations::WindowAnswer window_of(const GateFacts& facts) {
  const auto who =
      automatic(facts) ? conversations::Answerer::automation : conversations::Answerer::person;
  return conversations::window(facts.window, who, facts.human_agent_granted, facts.now);
}

Stop window(const GateFacts& facts) {
  if (!bound_by_window(facts)) return {};
  const auto answer = window_of(facts);
  if (answer.leave != conversations::WindowAnswer::Leave::closed) return {};
  return refuse(Refusal::window_closed, answer.reason);
}

Stop content(const GateFacts& facts) {
  if (facts.leave == Permit::Leave::mark) return {};
  const Status status = validate(facts.content, facts.transport);
  if (status) return {};
  return refuse(Refusal::content,
                fmt::format("{} ({}).", status.error().message, status.error().field));
}

Stop cooldown(const GateFacts& facts) {
  if (facts.purpose != Purpose::business || !facts.cooldown_until ||
      *facts.cooldown_until <= facts.now)
    return {};
  return refuse(Refusal::cooldown, "This person was written to not long ago.");
}

Stop repeat(const GateFacts& facts) {
  if (facts.repeat == GateFacts::Repeat::first) return {};
  return refuse(Refusal::duplicate, "This comment was answered in private already.");
}

Stop not_yet(const GateFacts& facts) {
  if (facts.not_before <= facts.now) return {};
  return wait(facts.not_before, Hold::not_yet, "It is to leave later.");
}

template <auto Member, Hold why>
Stop used_up(const GateFacts& facts) {
  const std::optional<UsedUp>& budget = facts.*Member;
  if (!budget) return {};
  return wait(budget->until, why, budget->reason);
}

Stop credits(const GateFacts& facts) {
  if (facts.credits != GateFacts::Credits::none || !automatic(facts)) return {};
  return refuse(Refusal::out_of_credits, "The workspace has no credits left.");
}

constexpr Stop (*kOrder[])(const GateFacts&) = {
    still_connected,
    still_wished,
    kill_switches,
    opt_out,
    consent,
    window,
    content,
    cooldown,
    repeat,
    not_yet,
    used_up<&GateFacts::daily_cap, Hold::daily_cap>,
    used_up<&GateFacts::gap, Hold::gap>,
    used_up<&GateFacts::rate, Hold::rate_budget>,
    credits,
};

Permit::Tag tag_of(const GateFacts& facts) {
  const bool person = !automatic(facts);
  const bool tagged =
      person && bound_by_window(facts) &&
      window_of(facts).leave == conversations::WindowAnswer::Leave::with_human_agent_tag;
  return tagged ? Permit::Tag::human_agent : Permit::Tag::none;
}

Instant no_later_than_the_window(const GateFacts& facts, Instant at) {
  if (!bound_by_window(facts)) return at;
  const auto closes = window_of(facts).closes_at;
  return closes && *closes > facts.now ? std::min(at, *closes) : at;
}

}  // namespace

std::string_view name(Refusal refusal) {
  switch (refusal) {
    case Refusal::superseded_by_person:
      return "superseded_by_person";
    case Refusal::episode_ended:
      return "episode_ended";
    case Refusal::opted_out:
      return "opted_out";
    case Refusal::no_consent_basis:
      return "no_consent_basis";
    case Refusal::window_closed:
      return "window_closed";
    case Refusal::content:
      return "content";
    case Refusal::cooldown:
      return "cooldown";
    case Refusal::duplicate:
      return "duplicate";
    case Refusal::out_of_credits:
      return "out_of_credits";
    case Refusal::account_gone:
      return "account_gone";
  }
  return "";
}

std::string_view name(Hold hold) {
  switch (hold) {
    case Hold::installation_paused:
      return "installation_paused";
    case Hold::workspace_paused:
      return "workspace_paused";
    case Hold::account_paused:
      return "account_paused";
    case Hold::account_disconnected:
      return "account_disconnected";
    case Hold::rate_limited:
      return "rate_limited";
    case Hold::not_yet:
      return "not_yet";
    case Hold::daily_cap:
      return "daily_cap";
    case Hold::gap:
      return "gap";
    case Hold::rate_budget:
      return "rate_budget";
  }
  return "";
}

Decision decide(const GateFacts& facts) {
  for (const auto& step : kOrder) {
    auto stop = step(facts);
    if (!stop) continue;
    if (auto* refused = std::get_if<Refused>(&*stop)) return std::move(*refused);
    auto& hold = std::get<NotBefore>(*stop);
    hold.at = no_later_than_the_window(facts, hold.at);
    return std::move(hold);
  }
  return Permit(facts.intent, facts.leave, tag_of(facts));
}

}  // namespace dunlin::outbound
