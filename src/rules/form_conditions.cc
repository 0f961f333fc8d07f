#include <charconv>

#include <fmt/format.h>

#include "rules/form.h"
#include "rules/names.h"

namespace dunlin::rules {
namespace {

constexpr json::TextLimits kAnyText{.max_bytes = 10'000};
/// validate knows the real bounds.
constexpr std::size_t kAnyCount = 100'000;

json::Array texts_json(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

std::string clock_text(int minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

/// "09:30" → 570.
int read_clock(json::Reader& in, std::string_view field, int otherwise) {
  const auto text = in.optional_text(field, {.max_bytes = 5});
  if (!text) return otherwise;
  int hours = -1;
  int minutes = -1;
  const bool shaped = text->size() == 5 && (*text)[2] == ':';
  if (shaped) {
    std::from_chars(text->data(), text->data() + 2, hours);
    std::from_chars(text->data() + 3, text->data() + 5, minutes);
  }
  const bool fits = hours >= 0 && minutes >= 0 && minutes < 60 && hours * 60 + minutes <= 24 * 60;
  if (!fits || *text != clock_text(hours * 60 + minutes)) {
    in.fault(field, "rules.schedule_time", "must be a time such as \"09:30\", from 00:00 to 24:00");
    return otherwise;
  }
  return hours * 60 + minutes;
}

json::Object schedule_json(const Schedule& schedule) {
  return {{"days", json::Array(schedule.days.begin(), schedule.days.end())},
          {"from", clock_text(schedule.from_minute)},
          {"to", clock_text(schedule.to_minute)},
          {"when", kWhenNames.of(schedule.when)}};
}

Result<Schedule> read_schedule(const json::Value& value, std::string path) {
  json::Reader in(value, std::move(path));
  Schedule out;
  const json::Array* days = in.optional_array("days", 7);
  for (std::size_t i = 0; days && i < days->size(); ++i) {
    const json::Value& day = (*days)[i];
    if (day.is_int64() && day.get_int64() >= 1 && day.get_int64() <= 7) {
      out.days.push_back(static_cast<int>(day.get_int64()));
    } else {
      in.fault(fmt::format("days[{}]", i), "rules.schedule_day",
               "must be from 1 (Monday) to 7 (Sunday)");
    }
  }
  out.from_minute = read_clock(in, "from", 0);
  out.to_minute = read_clock(in, "to", 24 * 60);
  out.when = read_named(in, "when", kWhenNames, Schedule::When::inside);
  DUNLIN_CHECK(in.finish());
  return out;
}

Result<Keywords> read_all_keywords(const json::Value& value, std::string path) {
  json::Reader in(value, std::move(path));
  Keywords out;
  DUNLIN_TRY(out.any, read_keywords(in, "any"));
  DUNLIN_TRY(out.all, read_keywords(in, "all"));
  DUNLIN_TRY(out.none, read_keywords(in, "none"));
  DUNLIN_CHECK(in.finish());
  return out;
}

}  // namespace

json::Array keywords_json(const std::vector<Keyword>& keywords) {
  json::Array out;
  for (const Keyword& keyword : keywords)
    out.push_back(json::Object{{"text", keyword.text}, {"kind", kMatchKindNames.of(keyword.kind)}});
  return out;
}

Result<std::vector<Keyword>> read_keywords(json::Reader& in, std::string_view field) {
  std::vector<Keyword> out;
  const json::Array* items = in.optional_array(field, kAnyCount);
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    const json::Value& item = (*items)[i];
    if (item.is_string()) {
      out.push_back({std::string(item.get_string()), MatchKind::word});
      continue;
    }
    json::Reader one(item, in.path(fmt::format("{}[{}]", field, i)));
    Keyword keyword{one.text("text", kAnyText), MatchKind::word};
    keyword.kind = read_named(one, "kind", kMatchKindNames, MatchKind::word);
    DUNLIN_CHECK(one.finish());
    out.push_back(std::move(keyword));
  }
  return out;
}

json::Object conditions_json(const Conditions& conditions) {
  json::Object out{{"keywords", json::Object{{"any", keywords_json(conditions.keywords.any)},
                                             {"all", keywords_json(conditions.keywords.all)},
                                             {"none", keywords_json(conditions.keywords.none)}}},
                   {"accounts", texts_json(conditions.accounts)},
                   {"message_kinds", texts_json(conditions.message_kinds)},
                   {"languages", texts_json(conditions.languages)},
                   {"tags_any", texts_json(conditions.tags_any)},
                   {"tags_none", texts_json(conditions.tags_none)},
                   {"media_ids", texts_json(conditions.media_ids)},
                   {"payloads", texts_json(conditions.payloads)},
                   {"schedule", nullptr},
                   {"test_traffic", kTestTrafficNames.of(conditions.test_traffic)}};
  if (conditions.schedule) out["schedule"] = schedule_json(*conditions.schedule);
  return out;
}

Result<Conditions> read_conditions(const json::Value& value, std::string path) {
  json::Reader in(value, std::move(path));
  Conditions out;
  if (const json::Value* keywords = in.optional_value("keywords")) {
    DUNLIN_TRY(out.keywords, read_all_keywords(*keywords, in.path("keywords")));
  }
  out.accounts = in.texts("accounts", kAnyCount, kAnyText);
  out.message_kinds = in.texts("message_kinds", kAnyCount, kAnyText);
  out.languages = in.texts("languages", kAnyCount, kAnyText);
  out.tags_any = in.texts("tags_any", kAnyCount, kAnyText);
  out.tags_none = in.texts("tags_none", kAnyCount, kAnyText);
  out.media_ids = in.texts("media_ids", kAnyCount, kAnyText);
  out.payloads = in.texts("payloads", kAnyCount, kAnyText);
  if (const json::Value* schedule = in.optional_value("schedule")) {
    DUNLIN_TRY(out.schedule, read_schedule(*schedule, in.path("schedule")));
  }
  out.test_traffic =
      read_named(in, "test_traffic", kTestTrafficNames, Conditions::TestTraffic::any);
  DUNLIN_CHECK(in.finish());
  return out;
}

}  // namespace dunlin::rules
