#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "outbound/outbound.h"

/// The send gate (PRODUCT §0): what may leave, decided from facts. Pure.
namespace dunlin::outbound {

/// In the gate's order. Each has a name for programs and a sentence for people.
enum class Refusal {
  superseded_by_person,  ///< a person took the conversation over: dropped
  episode_ended,  ///< the conversation was closed or archived and opened again since: dropped
  opted_out,
  no_consent_basis,
  window_closed,
  content,
  cooldown,
  duplicate,
  out_of_credits,
  account_gone,  ///< the workspace disconnected it
};
std::string_view name(Refusal refusal);

enum class Hold {
  installation_paused,
  workspace_paused,
  account_paused,
  account_disconnected,
  rate_limited,  ///< Meta named the time
  not_yet,       ///< the intent's own earliest instant
  daily_cap,
  gap,
  rate_budget,
};
std::string_view name(Hold hold);

struct Refused {
  Refusal why;
  std::string reason;
};
struct NotBefore {
  Instant at;
  Hold why;
  std::string reason;
};

class Permit;
using Decision = std::variant<Permit, Refused, NotBefore>;
struct GateFacts;

/// Leave for one intent to leave once. Only the gate makes one, and every Transport asks for one.
class Permit {
 public:
  enum class Leave { message, mark };
  enum class Tag { none, human_agent };

  Permit(Permit&&) = default;
  Permit& operator=(Permit&&) = default;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  [[nodiscard]] IntentId intent() const { return intent_; }
  [[nodiscard]] Leave leave() const { return leave_; }
  [[nodiscard]] Tag tag() const { return tag_; }

 private:
  friend Decision decide(const GateFacts& facts);
  Permit(IntentId intent, Leave leave, Tag tag) : intent_(intent), leave_(leave), tag_(tag) {}
  IntentId intent_;
  Leave leave_;
  Tag tag_;
};

/// A budget, cap or gap that is used up for now.
struct UsedUp {
  Instant until;
  std::string reason;
};

struct GateFacts {
  enum class Switch { on, paused };
  enum class Basis { recorded, missing };
  enum class Notice { none_yet, given };
  enum class Repeat { first, again };
  enum class Credits { not_asked, enough, none };

  IntentId intent;
  Permit::Leave leave = Permit::Leave::message;
  Instant now;
  Instant not_before;
  Purpose purpose = Purpose::answer;
  graph::Recipient::Kind recipient = graph::Recipient::Kind::person;
  graph::Content content;
  accounts::Transport transport = accounts::Transport::simulator;

  Switch installation = Switch::on, workspace = Switch::on, account = Switch::on;
  accounts::State account_state = accounts::State::active;
  std::string account_reason;
  std::optional<Instant> account_paused_until;
  bool human_agent_granted = false;

  conversations::Owner owner = conversations::Owner::automation;
  std::int64_t episode_now = 1;
  std::int64_t episode_decided = 0;  ///< 0: not bound to one
  conversations::WindowFacts window;

  bool opted_out = false;
  Notice opt_out_notice = Notice::none_yet;  ///< whether this opt-out was confirmed already
  Basis consent = Basis::missing;
  std::optional<Instant> cooldown_until;
  Repeat repeat = Repeat::first;  ///< of a private reply to the same comment

  std::optional<UsedUp> daily_cap, gap, rate;
  Credits credits = Credits::not_asked;
};

/// How long a wait lasts whose end nobody knows (a kill switch, a lost connection) before it is
/// asked again.
inline constexpr Duration kAskAgain = std::chrono::seconds{15};

/// Permit, Refused with the first reason in the order of PRODUCT §0, or NotBefore. A wait never
/// reaches beyond the closing of the window, so that a refusal shows when it is certain.
Decision decide(const GateFacts& facts);

}  // namespace dunlin::outbound
