#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/decision.h"
#include "rules/matcher.h"

/// The evaluator's parts: one rule against the facts.
namespace dunlin::rules {

/// A rule ready to be decided on.
struct CompiledRule {
  Rule rule;
  Duration cooldown{};
  std::vector<std::uint32_t> any, all, none;  ///< terms, in the order of its keywords
  std::string set_aside;                      ///< why it cannot run, empty when it can
};

/// Where a rule failed, from the farthest from firing to the nearest.
enum class Stage : std::uint8_t {
  set_aside,
  off,
  trigger,
  test_traffic,
  account,
  message_kind,
  media,
  payload,
  language,
  tags,
  keywords,
  schedule,
  something_fired,
  held_back,
  cooldown,
  outranked,
  fires
};

/// A wall clock's reading in some zone.
struct LocalTime {
  int weekday = 1;          ///< 1 Monday … 7 Sunday
  int minute = 0;           ///< of the day
  std::string date, clock;  ///< "2026-11-21", "14:20"
};
/// An unknown zone counts as UTC.
LocalTime local_time(Instant at, const std::string& zone);
bool zone_exists(const std::string& zone);

bool schedule_holds(const Schedule& schedule, const LocalTime& now);

/// What several rules ask of the same facts, worked out once.
class FactReader {
 public:
  FactReader(const Facts& facts, const Match& match) : facts(facts), match(match) {}
  const LocalTime& now();
  [[nodiscard]] bool has(Trigger trigger) const;
  /// A no_match rule answers these.
  [[nodiscard]] bool asks_for_answer() const;
  [[nodiscard]] std::optional<Instant> last_fired(RuleId rule) const;
  /// Of the rule with this number, asked for in rising order.
  RuleHits hits_of(std::uint32_t rule);

  const Facts& facts;
  const Match& match;

 private:
  std::optional<LocalTime> now_;
  std::size_t next_ = 0;
};

/// The first stage at which the rule fails on its own, or Stage::fires.
Stage evaluate(const CompiledRule& rule, const RuleHits& hits, FactReader& facts);

/// Why, as a sentence without the end stop. Names the rule's keywords, never the text.
std::string reason(const CompiledRule& rule, Stage stage, FactReader& facts);

/// Actions with the reply's variant chosen and filled, and what matched.
FiredRule fire(const CompiledRule& rule, const Facts& facts, const Match& match);

}  // namespace dunlin::rules
