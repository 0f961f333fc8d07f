#include "rules/decide.h"

#include <algorithm>

#include "rules/reply_text.h"

namespace dunlin::rules {
namespace {

constexpr std::size_t kMaxMatched = 20;

bool lists(const std::vector<std::string>& wanted, const std::string& value) {
  return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}
bool passes(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() || lists(wanted, value);
}

bool tags_hold(const Conditions& conditions, const std::vector<std::string>& tags) {
  const auto has = [&](const std::string& tag) { return lists(tags, tag); };
  const auto& any = conditions.tags_any;
  const auto& none = conditions.tags_none;
  return (any.empty() || std::any_of(any.begin(), any.end(), has)) &&
         std::none_of(none.begin(), none.end(), has);
}

bool test_traffic_holds(Conditions::TestTraffic wanted, bool is_test) {
  switch (wanted) {
    case Conditions::TestTraffic::any:
      return true;
    case Conditions::TestTraffic::only:
      return is_test;
    case Conditions::TestTraffic::never:
      return !is_test;
  }
  return true;
}

bool keywords_hold(const CompiledRule& rule, const RuleHits& hits) {
  return (rule.any.empty() || hits.any > 0) && hits.all == rule.all.size() && hits.none == 0;
}

bool in_cooldown(const CompiledRule& rule, const FactReader& facts) {
  if (rule.cooldown <= Duration::zero()) return false;
  const auto last = facts.last_fired(rule.rule.id);
  // A clock that went back must not lengthen the pause beyond its length.
  return last && std::chrono::abs(facts.facts.now - *last) < rule.cooldown;
}

std::vector<Span> matched_places(const CompiledRule& rule, const Match& match) {
  std::vector<Span> places;
  for (const auto* terms : {&rule.any, &rule.all}) {
    for (const std::uint32_t term : *terms) {
      auto hit = std::lower_bound(match.hits.begin(), match.hits.end(), term,
                                  [](const Hit& a, std::uint32_t b) { return a.term < b; });
      for (; hit != match.hits.end() && hit->term == term; ++hit) {
        const Span place = match.folded.original(hit->span.begin, hit->span.end);
        if (place.begin < place.end) places.push_back(place);
      }
    }
  }
  std::sort(places.begin(), places.end(),
            [](Span a, Span b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
  std::vector<Span> apart;
  for (const Span place : places) {
    if (!apart.empty() && place.begin <= apart.back().end)
      apart.back().end = std::max(apart.back().end, place.end);
    else if (apart.size() < kMaxMatched)
      apart.push_back(place);
    else
      break;
  }
  return apart;
}

}  // namespace

const LocalTime& FactReader::now() {
  if (!now_) now_ = local_time(facts.now, facts.zone);
  return *now_;
}

bool FactReader::has(Trigger trigger) const {
  return std::find(facts.triggers.begin(), facts.triggers.end(), trigger) != facts.triggers.end();
}

bool FactReader::asks_for_answer() const {
  return has(Trigger::message) || has(Trigger::story_reply) || has(Trigger::story_mention) ||
         has(Trigger::postback);
}

std::optional<Instant> FactReader::last_fired(RuleId rule) const {
  for (const Facts::LastFired& fired : facts.last_fired) {
    if (fired.rule == rule) return fired.at;
  }
  return std::nullopt;
}

RuleHits FactReader::hits_of(std::uint32_t rule) {
  if (next_ > 0 && match.rules[next_ - 1].rule >= rule) next_ = 0;
  while (next_ < match.rules.size() && match.rules[next_].rule < rule) ++next_;
  return next_ < match.rules.size() && match.rules[next_].rule == rule ? match.rules[next_]
                                                                       : RuleHits{rule};
}

Stage evaluate(const CompiledRule& rule, const RuleHits& hits, FactReader& facts) {
  const Conditions& conditions = rule.rule.conditions;
  const Facts& known = facts.facts;
  if (!rule.set_aside.empty()) return Stage::set_aside;
  if (!rule.rule.active) return Stage::off;
  const bool triggered = rule.rule.trigger == Trigger::no_match ? facts.asks_for_answer()
                                                                : facts.has(rule.rule.trigger);
  if (!triggered) return Stage::trigger;
  if (!test_traffic_holds(conditions.test_traffic, known.is_test)) return Stage::test_traffic;
  if (!passes(conditions.accounts, known.account_id)) return Stage::account;
  if (!passes(conditions.message_kinds, known.message_kind)) return Stage::message_kind;
  if (!passes(conditions.media_ids, known.media_id)) return Stage::media;
  if (!passes(conditions.payloads, known.payload)) return Stage::payload;
  if (!passes(conditions.languages, known.language)) return Stage::language;
  if (!tags_hold(conditions, known.tags)) return Stage::tags;
  if (!keywords_hold(rule, hits)) return Stage::keywords;
  if (conditions.schedule && !schedule_holds(*conditions.schedule, facts.now()))
    return Stage::schedule;
  return in_cooldown(rule, facts) ? Stage::cooldown : Stage::fires;
}

FiredRule fire(const CompiledRule& rule, const Facts& facts, const Match& match) {
  FiredRule out{
      rule.rule.id, rule.rule.version, rule.rule.name, 0, matched_places(rule, match), {}};
  out.actions.reserve(rule.rule.actions.size());
  bool first_reply = true;
  for (const Action& action : rule.rule.actions) {
    const Reply* reply = std::get_if<Reply>(&action);
    if (!reply || reply->variants.empty()) {
      out.actions.push_back(action);
      continue;
    }
    const std::size_t chosen = choose_variant(reply->variants, facts.chance, rule.rule.id);
    ReplyVariant filled = reply->variants[chosen];
    filled.text = fill_reply_text(filled.text, facts);
    if (first_reply) out.variant = static_cast<int>(chosen);
    first_reply = false;
    out.actions.emplace_back(Reply{{std::move(filled)}});
  }
  return out;
}

}  // namespace dunlin::rules
