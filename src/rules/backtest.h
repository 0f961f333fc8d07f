#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conversations/conversations.h"
#include "rules/decision.h"

/// What a draft would have changed: every stored message is decided twice, by the published rules
/// and with the draft in its place. Pure; store_backtest.cc and backtest_run.cc feed it.
namespace dunlin::rules {

/// What is known of a person besides their messages, as it is now.
struct Listener {
  std::vector<std::string> tags;
  bool is_test = false;
};

/// What going through history in its order has to remember of a person: their language, which
/// rules fired when, once by the published rules and once with the draft.
struct Remembered {
  std::string language;
  std::vector<Facts::LastFired> before, after;
};
using Memory = std::map<ContactId, Remembered>;

struct Change {
  enum class Kind { gained, lost, other_rule };
  Kind kind = Kind::gained;
  MessageId message;
  ConversationId conversation;
  Instant at;
  std::string text;                        ///< at most kExcerpt bytes
  std::vector<std::string> before, after;  ///< names of the rules that fire
};
struct RuleTally {
  std::string name;
  std::int64_t before = 0, after = 0;
};
struct Tally {
  static constexpr std::size_t kExamples = 200;
  static constexpr std::size_t kExcerpt = 300;

  std::int64_t messages = 0, answered_before = 0, answered_after = 0;
  std::int64_t gained = 0, lost = 0, other_rule = 0;
  std::map<RuleId, RuleTally> rules;
  std::deque<Change> examples;  ///< the newest, oldest first

  void add(Tally&& other);
};

class Backtest {
 public:
  /// `zone` is the workspace's. Test traffic is left out.
  Backtest(std::shared_ptr<const Snapshot> before, std::shared_ptr<const Snapshot> after,
           std::string zone);

  /// One stretch of history, from what was remembered so far to what is remembered of the people in
  /// it. Cooldowns count from the messages' own times; conversations that a person has taken over
  /// are decided like the others, since nobody knows who had them then.
  struct Stretch {
    Tally tally;
    Memory remembered;
  };
  [[nodiscard]] Stretch decide(const std::vector<conversations::Heard>& heard,
                               const std::map<ContactId, Listener>& listeners,
                               const Memory& so_far) const;

 private:
  std::shared_ptr<const Snapshot> before_, after_;
  std::string zone_;
};

}  // namespace dunlin::rules
