#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/utf8.h"
#include "rules/faults.h"
#include "rules/matcher.h"
#include "rules/names.h"
#include "rules/pattern.h"
#include "rules/rule.h"
#include "rules/validate_content.h"

namespace dunlin::rules {
namespace {

void check_keyword(const Keyword& keyword, const std::string& path, Faults& faults) {
  const std::string text = path + ".text";
  if (!utf8::valid(keyword.text)) return faults.add(text, "rules.not_utf8", "must be valid UTF-8");
  if (keyword.kind == MatchKind::regex) {
    if (keyword.text.empty()) return faults.add(text, "rules.keyword_empty", "must not be empty");
    if (const auto pattern = Pattern::compile(keyword.text); !pattern)
      faults.add(text, pattern.error());
    return;
  }
  faults.at_most(keyword.text.size(), Limits::keyword, text, "bytes of UTF-8");
  const KeywordForm form = keyword_form(keyword);
  if (form.fault == KeywordForm::Fault::empty) {
    faults.add(text, "rules.keyword_empty", "has nothing that could be found in a message");
  } else if (form.fault == KeywordForm::Fault::no_words) {
    faults.add(text, "rules.keyword_no_words", "has no word; symbols alone are of kind contains");
  } else if (keyword.kind == MatchKind::word && form.text.find(' ') != std::string::npos) {
    faults.add(text, "rules.keyword_several_words", "is several words, which are of kind phrase");
  }
}

void check_keywords(const std::vector<Keyword>& keywords, const std::string& path, Faults& faults) {
  faults.at_most(keywords.size(), Limits::keywords, path, "keywords");
  if (keywords.size() > Limits::keywords) return;
  for (std::size_t i = 0; i < keywords.size(); ++i)
    check_keyword(keywords[i], fmt::format("{}[{}]", path, i), faults);
}

void check_list(const std::vector<std::string>& values, const std::string& path, Faults& faults) {
  faults.at_most(values.size(), Limits::list, path, "items");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", path, i);
    if (values[i].empty()) faults.add(here, "rules.empty", "must not be empty");
    faults.at_most(values[i].size(), Limits::value, here, "bytes");
  }
}

void check_schedule(const Schedule& schedule, const std::string& path, Faults& faults) {
  constexpr int day = 24 * 60;
  for (const int weekday : schedule.days) {
    if (weekday < 1 || weekday > 7)
      faults.add(path + ".days", "rules.schedule_day", "must be from 1 (Monday) to 7 (Sunday)");
  }
  if (schedule.from_minute < 0 || schedule.from_minute >= day || schedule.to_minute < 0 ||
      schedule.to_minute > day) {
    faults.add(path, "rules.schedule_time", "times must be from 00:00 to 24:00");
  } else if (schedule.from_minute == schedule.to_minute) {
    faults.add(path, "rules.schedule_empty",
               "begins and ends at the same time; the whole day is 00:00 to 24:00");
  }
}

void check_conditions(const Conditions& conditions, Faults& faults) {
  const std::string at = "conditions.";
  check_keywords(conditions.keywords.any, at + "keywords.any", faults);
  check_keywords(conditions.keywords.all, at + "keywords.all", faults);
  check_keywords(conditions.keywords.none, at + "keywords.none", faults);
  check_list(conditions.accounts, at + "accounts", faults);
  for (std::size_t i = 0; i < conditions.accounts.size(); ++i) {
    if (!parse_id<AccountId>(conditions.accounts[i])) {
      faults.add(fmt::format("{}accounts[{}]", at, i), "rules.account_invalid",
                 "is not the id of an account (acc_…)");
    }
  }
  for (std::size_t i = 0; i < conditions.message_kinds.size(); ++i) {
    if (std::find(kMessageKinds.begin(), kMessageKinds.end(), conditions.message_kinds[i]) ==
        kMessageKinds.end()) {
      faults.add(fmt::format("{}message_kinds[{}]", at, i), "rules.message_kind_unknown",
                 fmt::format("must be one of {}", fmt::join(kMessageKinds, ", ")));
    }
  }
  check_list(conditions.languages, at + "languages", faults);
  check_list(conditions.tags_any, at + "tags_any", faults);
  check_list(conditions.tags_none, at + "tags_none", faults);
  check_list(conditions.media_ids, at + "media_ids", faults);
  check_list(conditions.payloads, at + "payloads", faults);
  if (conditions.schedule) check_schedule(*conditions.schedule, at + "schedule", faults);
}

void check_actions(const std::vector<Action>& actions, Faults& faults) {
  if (actions.empty()) faults.add("actions", "rules.empty", "must not be empty");
  faults.at_most(actions.size(), Limits::actions, "actions", "actions");
  int replies_with_variants = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    check_action(actions[i], fmt::format("actions[{}]", i), faults);
    const Reply* reply = std::get_if<Reply>(&actions[i]);
    if (reply && reply->variants.size() > 1) ++replies_with_variants;
  }
  if (replies_with_variants > 1) {
    faults.add("actions", "rules.variants_twice",
               "only one reply of a rule may have several variants, or their counts would mix");
  }
}

}  // namespace

Duration effective_cooldown(const Rule& rule) {
  if (rule.cooldown) return *rule.cooldown;
  switch (rule.trigger) {
    case Trigger::no_match:
    case Trigger::comment:
    case Trigger::live_comment:
      return std::chrono::hours{24};
    default:
      return Duration::zero();
  }
}

Status validate(const Rule& rule) {
  Faults faults;
  if (rule.name.empty()) faults.add("name", "rules.empty", "must not be empty");
  if (!utf8::valid(rule.name)) faults.add("name", "rules.not_utf8", "must be valid UTF-8");
  faults.at_most(rule.name.size(), Limits::name, "name", "bytes of UTF-8");
  if (rule.priority < -Limits::priority || rule.priority > Limits::priority) {
    faults.add("priority", "rules.priority_out_of_range",
               fmt::format("must be from {} to {}", -Limits::priority, Limits::priority));
  }
  if (rule.cooldown && (*rule.cooldown < Duration::zero() || *rule.cooldown > Limits::cooldown)) {
    faults.add("cooldown_seconds", "rules.cooldown_out_of_range",
               "must be from 0 to 31536000 (a year)");
  }
  check_conditions(rule.conditions, faults);
  check_actions(rule.actions, faults);
  return std::move(faults).finish();
}

}  // namespace dunlin::rules
