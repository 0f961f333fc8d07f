#include "rules/backtest.h"

#include <algorithm>

#include "base/utf8.h"
#include "rules/language.h"

namespace dunlin::rules {
namespace {

using conversations::Heard;
using conversations::Kind;

std::vector<Trigger> triggers_of(const Heard& heard, bool first) {
  if (heard.kind == Kind::postback) return {Trigger::postback};
  std::vector<Trigger> out{Trigger::message};
  if (heard.kind == Kind::story_reply) out.push_back(Trigger::story_reply);
  if (heard.kind == Kind::story_mention) out.push_back(Trigger::story_mention);
  if (first) out.push_back(Trigger::first_contact);
  return out;
}

std::vector<RuleId> ids_of(const Decision& decision) {
  std::vector<RuleId> out;
  for (const FiredRule& fired : decision.fired) out.push_back(fired.rule);
  return out;
}

std::vector<std::string> names_of(const Decision& decision) {
  std::vector<std::string> out;
  for (const FiredRule& fired : decision.fired) out.push_back(fired.name);
  return out;
}

void remember(std::vector<Facts::LastFired>& last, const Decision& decision, Instant at) {
  for (const FiredRule& fired : decision.fired) {
    const auto known = std::ranges::find(last, fired.rule, &Facts::LastFired::rule);
    if (known != last.end()) {
      known->at = at;
    } else {
      last.push_back({fired.rule, at});
    }
  }
}

void count(Tally& tally, const Decision& decision, std::int64_t RuleTally::* side) {
  for (const FiredRule& fired : decision.fired) {
    RuleTally& rule = tally.rules[fired.rule];
    rule.name = fired.name;
    ++(rule.*side);
  }
}

void compare(Tally& tally, const Heard& heard, const Decision& before, const Decision& after) {
  ++tally.messages;
  tally.answered_before += before.fired.empty() ? 0 : 1;
  tally.answered_after += after.fired.empty() ? 0 : 1;
  count(tally, before, &RuleTally::before);
  count(tally, after, &RuleTally::after);
  if (ids_of(before) == ids_of(after)) return;
  Change change{.kind = Change::Kind::other_rule,
                .message = heard.id,
                .conversation = heard.conversation,
                .at = heard.sent_at,
                .text = std::string(utf8::cut(heard.text, Tally::kExcerpt)),
                .before = names_of(before),
                .after = names_of(after)};
  if (before.fired.empty()) change.kind = Change::Kind::gained;
  if (after.fired.empty()) change.kind = Change::Kind::lost;
  ++(change.kind == Change::Kind::gained ? tally.gained
     : change.kind == Change::Kind::lost ? tally.lost
                                         : tally.other_rule);
  tally.examples.push_back(std::move(change));
  if (tally.examples.size() > Tally::kExamples) tally.examples.pop_front();
}

}  // namespace

void Tally::add(Tally&& other) {
  messages += other.messages;
  answered_before += other.answered_before;
  answered_after += other.answered_after;
  gained += other.gained;
  lost += other.lost;
  other_rule += other.other_rule;
  for (auto& [id, rule] : other.rules) {
    RuleTally& mine = rules[id];
    mine.name = std::move(rule.name);
    mine.before += rule.before;
    mine.after += rule.after;
  }
  for (Change& change : other.examples) examples.push_back(std::move(change));
  while (examples.size() > kExamples) examples.pop_front();
}

Backtest::Backtest(std::shared_ptr<const Snapshot> before, std::shared_ptr<const Snapshot> after,
                   std::string zone)
    : before_(std::move(before)), after_(std::move(after)), zone_(std::move(zone)) {}

Backtest::Stretch Backtest::decide(const std::vector<Heard>& heard,
                                   const std::map<ContactId, Listener>& listeners,
                                   const Memory& so_far) const {
  Stretch out;
  const auto known = [&so_far](ContactId contact) {
    const auto found = so_far.find(contact);
    return found == so_far.end() ? Remembered{} : found->second;
  };
  for (const Heard& one : heard) {
    const auto listener = listeners.find(one.contact);
    if (listener == listeners.end() || listener->second.is_test) continue;
    const bool met = so_far.contains(one.contact) || out.remembered.contains(one.contact);
    Remembered& person = out.remembered.try_emplace(one.contact, known(one.contact)).first->second;
    if (const auto language = language_of(one.text); !language.empty()) person.language = language;
    Facts facts;
    facts.triggers = triggers_of(one, !met);
    facts.text = one.text;
    facts.message_kind = name(one.kind);
    facts.account_id = to_text(one.account);
    facts.language = person.language;
    facts.payload = one.payload;
    facts.tags = listener->second.tags;
    facts.now = one.sent_at;
    facts.zone = zone_;
    facts.last_fired = person.before;
    const Decision before = before_->decide(facts, *before_->match(facts.text));
    facts.last_fired = person.after;
    const Decision after = after_->decide(facts, *after_->match(facts.text));
    remember(person.before, before, one.sent_at);
    remember(person.after, after, one.sent_at);
    compare(out.tally, one, before, after);
  }
  return out;
}

}  // namespace dunlin::rules
