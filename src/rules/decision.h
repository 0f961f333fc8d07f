#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "rules/rule.h"
#include "rules/text.h"

/// From facts to a decision with its reasons: pure.
namespace dunlin::rules {

/// What is known when a decision is made. Everything a condition can ask is here; nothing else is
/// read.
struct Facts {
  std::vector<Trigger> triggers;  ///< what the event is: {story_reply, message}, …; first_contact
                                  ///< is added when it is one
  std::string text;               ///< as written; the folded form goes with the match
  std::string message_kind = "text";
  std::string account_id, username, name, language, media_id, payload;
  std::vector<std::string> tags;
  bool is_test = false;
  Instant now;
  std::string zone = "UTC";  ///< IANA name; an unknown one counts as UTC
  /// Last firing of a rule for this contact.
  struct LastFired {
    RuleId rule;
    Instant at;
  };
  std::vector<LastFired> last_fired;
  std::uint64_t chance = 0;  ///< chooses among variants; drawn by the caller
};

struct FiredRule {
  RuleId rule;
  std::int64_t version = 0;
  std::string name;
  int variant = 0;            ///< position among the variants of its first Reply
  std::vector<Span> matched;  ///< in the original text, in order, apart from each other; at most 20
  std::vector<Action>
      actions;  ///< with Reply reduced to the chosen variant, variables filled, at most 1000 bytes
};
struct Lost {
  RuleId rule;
  std::string name;
  std::string reason;  ///< "its keywords do not occur", "cooldown until 14:20", "a rule of higher
                       ///< priority won"
};
struct Decision {
  std::vector<FiredRule> fired;  ///< in order of priority
  std::vector<Lost> losers;      ///< those that came nearest to firing first
  /// For the trace: {"fired": [{rule, version, name, variant, matched: [[begin, end]], actions:
  /// [kind]}], "losers": [{rule, name, reason}]}.
  [[nodiscard]] json::Object explain() const;
};

/// Which keywords occur in a text: computed before the transaction, for one snapshot.
class Match;

/// All rules of one workspace at one version, compiled. Immutable, shared, thread safe.
class Snapshot {
 public:
  /// What to do with a rule that does not compile: refuse all, or keep it as one that never fires
  /// and says why (for rules that an older release let pass).
  enum class Faulty { refuse, set_aside };
  /// Inactive rules are kept for their reason only. Errors: rules.pattern_…, naming rule and
  /// keyword, and rules.too_many_patterns.
  static Result<std::shared_ptr<const Snapshot>> compile(std::int64_t version,
                                                         std::vector<Rule> rules,
                                                         Faulty faulty = Faulty::refuse);
  virtual ~Snapshot() = default;
  [[nodiscard]] virtual std::int64_t version() const = 0;
  /// Looks at the first 16 KiB of the folded text, at most.
  [[nodiscard]] virtual std::shared_ptr<const Match> match(std::string_view text) const = 0;

  /// `nearest` names at most 20 losers, `all` each rule that did not fire.
  enum class Losers { nearest, all };
  /// Pure. `match` must come from this snapshot and of `facts.text`. Rules of trigger no_match are
  /// looked at when nothing else fired for a message, story reply, story mention or postback, and
  /// no rule whose keywords occur (and that would have stopped) was held back by its cooldown
  /// alone.
  [[nodiscard]] virtual Decision decide(const Facts& facts, const Match& match,
                                        Losers losers = Losers::nearest) const = 0;
  [[nodiscard]] virtual std::size_t memory_bytes() const = 0;
  /// Facts of the contact that no rule asks for need not be read.
  struct Asked {
    bool tags = false, last_fired = false;
  };
  [[nodiscard]] virtual Asked asked() const = 0;
};

}  // namespace dunlin::rules
