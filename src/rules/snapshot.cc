#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "rules/decide.h"
#include "rules/decision.h"
#include "rules/matcher.h"
#include "rules/names.h"

namespace dunlin::rules {
namespace {

constexpr std::size_t kNearestLosers = 20;

bool decided_earlier(const Rule& a, const Rule& b) {
  if (a.priority != b.priority) return a.priority > b.priority;
  if (a.created_at != b.created_at) return a.created_at < b.created_at;
  return a.id < b.id;
}

/// A message with its keywords was meant for it: a fallback would say that nobody understood.
bool claims_the_text(const CompiledRule& rule) {
  return rule.rule.then == Rule::Then::stop && !(rule.any.empty() && rule.all.empty());
}

struct Verdict {
  std::uint32_t rule;
  Stage stage;
};

/// One run of the evaluator over all rules.
class Run {
 public:
  Run(const std::vector<CompiledRule>& rules, const Facts& facts, const Match& match)
      : rules_(rules), facts_(facts, match) {
    verdicts_.reserve(rules.size());
  }

  Decision decide(Snapshot::Losers losers) {
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (rules_[i].rule.trigger != Trigger::no_match)
        settle(i, evaluate(rules_[i], facts_.hits_of(i), facts_));
    }
    const bool something_fired = !out_.fired.empty();
    const bool held_back = held_back_;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (rules_[i].rule.trigger != Trigger::no_match) continue;
      Stage stage = evaluate(rules_[i], facts_.hits_of(i), facts_);
      if (stage >= Stage::something_fired && something_fired)
        stage = Stage::something_fired;
      else if (stage >= Stage::held_back && held_back)
        stage = Stage::held_back;
      settle(i, stage);
    }
    tell(losers);
    return std::move(out_);
  }

 private:
  void settle(std::uint32_t number, Stage stage) {
    const CompiledRule& rule = rules_[number];
    if (stage == Stage::fires && !stopped_) {
      out_.fired.push_back(fire(rule, facts_.facts, facts_.match));
      stopped_ = rule.rule.then == Rule::Then::stop;
      return;
    }
    if (stage == Stage::fires) stage = Stage::outranked;
    held_back_ = held_back_ || (stage == Stage::cooldown && claims_the_text(rule));
    verdicts_.push_back({number, stage});
  }

  void tell(Snapshot::Losers losers) {
    const std::size_t told = losers == Snapshot::Losers::all
                                 ? verdicts_.size()
                                 : std::min(verdicts_.size(), kNearestLosers);
    const auto end = verdicts_.begin() + static_cast<std::ptrdiff_t>(told);
    std::partial_sort(verdicts_.begin(), end, verdicts_.end(),
                      [](const Verdict& a, const Verdict& b) {
                        return a.stage != b.stage ? a.stage > b.stage : a.rule < b.rule;
                      });
    out_.losers.reserve(told);
    for (auto verdict = verdicts_.begin(); verdict != end; ++verdict) {
      const CompiledRule& rule = rules_[verdict->rule];
      out_.losers.push_back({rule.rule.id, rule.rule.name, reason(rule, verdict->stage, facts_)});
    }
  }

  const std::vector<CompiledRule>& rules_;
  FactReader facts_;
  std::vector<Verdict> verdicts_;
  bool stopped_ = false;
  bool held_back_ = false;
  Decision out_;
};

Snapshot::Asked asked_by(const std::vector<CompiledRule>& rules) {
  Snapshot::Asked out;
  for (const CompiledRule& one : rules) {
    const Conditions& conditions = one.rule.conditions;
    out.tags = out.tags || !conditions.tags_any.empty() || !conditions.tags_none.empty();
    out.last_fired = out.last_fired || one.cooldown > Duration::zero();
  }
  return out;
}

class CompiledSnapshot final : public Snapshot {
 public:
  CompiledSnapshot(std::int64_t version, std::vector<CompiledRule> rules, Matcher matcher)
      : version_(version),
        rules_(std::move(rules)),
        matcher_(std::move(matcher)),
        asked_(asked_by(rules_)) {}
  std::int64_t version() const override { return version_; }
  std::shared_ptr<const Match> match(std::string_view text) const override {
    return std::make_shared<const Match>(matcher_.match(text));
  }
  Decision decide(const Facts& facts, const Match& match, Losers losers) const override {
    return Run(rules_, facts, match).decide(losers);
  }
  std::size_t memory_bytes() const override {
    return matcher_.memory_bytes() + rules_.size() * sizeof(CompiledRule);
  }
  Asked asked() const override { return asked_; }

 private:
  std::int64_t version_;
  std::vector<CompiledRule> rules_;
  Matcher matcher_;
  Asked asked_;
};

Error named(Error error, const Rule& rule, const Keyword& keyword) {
  error.message =
      fmt::format("Rule \"{}\", keyword \"{}\": {}", rule.name, keyword.text, error.message);
  return error;
}

/// Adds the keywords of one rule; the builder numbers them in this order.
Status add_keywords(Matcher::Builder& builder, std::uint32_t number, const Rule& rule) {
  const Keywords& keywords = rule.conditions.keywords;
  for (const auto& [group, list] :
       {std::pair{Group::any, &keywords.any}, std::pair{Group::all, &keywords.all},
        std::pair{Group::none, &keywords.none}}) {
    for (const Keyword& keyword : *list) {
      if (keyword.kind == MatchKind::regex && builder.patterns() >= Limits::patterns) {
        return named(
            Error(Code::invalid, "rules.too_many_patterns",
                  fmt::format("A workspace has at most {} regular expressions.", Limits::patterns)),
            rule, keyword);
      }
      if (auto added = builder.add(number, group, keyword); !added)
        return named(std::move(added).error(), rule, keyword);
    }
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> Snapshot::compile(std::int64_t version,
                                                          std::vector<Rule> rules, Faulty faulty) {
  std::sort(rules.begin(), rules.end(), decided_earlier);
  Matcher::Builder builder;
  std::vector<CompiledRule> compiled;
  std::vector<std::size_t> first_keyword;
  compiled.reserve(rules.size());
  for (Rule& rule : rules) {
    CompiledRule one;
    one.rule = std::move(rule);
    one.cooldown = effective_cooldown(one.rule);
    first_keyword.push_back(builder.size());
    if (one.rule.active) {
      Status added = add_keywords(builder, static_cast<std::uint32_t>(compiled.size()), one.rule);
      if (!added && faulty == Faulty::refuse) return std::move(added).error();
      if (!added) one.set_aside = added.error().message;
    }
    compiled.push_back(std::move(one));
  }
  Matcher matcher = std::move(builder).build();
  for (std::size_t i = 0; i < compiled.size(); ++i) {
    CompiledRule& one = compiled[i];
    if (!one.rule.active || !one.set_aside.empty()) continue;
    auto term = matcher.term_of().begin() + static_cast<std::ptrdiff_t>(first_keyword[i]);
    const Keywords& keywords = one.rule.conditions.keywords;
    for (const auto& [terms, count] :
         {std::pair{&one.any, keywords.any.size()}, std::pair{&one.all, keywords.all.size()},
          std::pair{&one.none, keywords.none.size()}}) {
      terms->assign(term, term + static_cast<std::ptrdiff_t>(count));
      term += static_cast<std::ptrdiff_t>(count);
    }
  }
  return std::shared_ptr<const Snapshot>(
      std::make_shared<CompiledSnapshot>(version, std::move(compiled), std::move(matcher)));
}

}  // namespace dunlin::rules
