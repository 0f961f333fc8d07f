#include "workspace/http_settings.h"

namespace dunlin::workspace {
namespace {

json::Object confirmation_json(bool own, const ConfirmationTexts& texts) {
  return {{"own", own}, {"texts", to_json(texts)}};
}

json::Value number_json(std::optional<int> number) {
  return number ? json::Value(*number) : json::Value(nullptr);
}

Result<std::optional<std::optional<ConfirmationTexts>>> read_texts(json::Reader& in,
                                                                   std::string_view field) {
  std::optional<std::optional<ConfirmationTexts>> out;
  const json::Array* texts = in.optional_array(field, kMostConfirmationTexts);
  if (texts) {
    DUNLIN_TRY(out.emplace(), read_confirmation_texts(*texts, in.path(field)));
  } else if (in.is_null(field)) {
    out.emplace();
  }
  return out;
}

std::optional<std::optional<int>> read_number(json::Reader& in, std::string_view field, int least,
                                              int most) {
  const auto number = in.optional_integer(field, least, most);
  if (number) return std::optional(static_cast<int>(*number));
  if (in.is_null(field)) return std::optional<int>();
  return std::nullopt;
}

std::optional<std::optional<int>> read_days(json::Reader& in, std::string_view field) {
  return read_number(in, field, kLeastDays, kMostDays);
}

Status read_sign_in(json::Reader& in, SettingsChange& out) {
  if (!in.optional_object("sign_in")) return {};
  json::Reader rules(*in.optional_value("sign_in"), in.path("sign_in"));
  out.second_factor_required = rules.optional_flag("second_factor_required");
  out.idle_minutes = read_number(rules, "idle_minutes", kLeastIdleMinutes, kMostIdleMinutes);
  out.session_days = read_number(rules, "session_days", kLeastSessionDays, kMostSessionDays);
  return rules.finish();
}

}  // namespace

json::Object to_json(const OptOutTexts& texts) {
  return {{"stop", confirmation_json(texts.stop.has_value(), texts.for_stop())},
          {"start", confirmation_json(texts.start.has_value(), texts.for_start())}};
}

json::Object to_json(const Retention& retention) {
  return {{"messages_days", number_json(retention.messages)},
          {"activity_days", number_json(retention.activity)},
          {"parked_days", number_json(retention.parked)},
          {"begins_at", time_json(retention.begins_at())}};
}

json::Object to_json(const SignInRules& rules) {
  return {{"second_factor_required", rules.second_factor_required},
          {"idle_minutes", number_json(rules.idle_minutes)},
          {"session_days", number_json(rules.session_days)}};
}

OptOutTexts SettingsChange::applied(OptOutTexts texts) const {
  if (stop) texts.stop = *stop;
  if (start) texts.start = *start;
  return texts;
}

SignInRules SettingsChange::applied(SignInRules rules) const {
  if (second_factor_required) rules.second_factor_required = *second_factor_required;
  if (idle_minutes) rules.idle_minutes = *idle_minutes;
  if (session_days) rules.session_days = *session_days;
  return rules;
}

Retention SettingsChange::applied(Retention retention, Instant now) const {
  const Retention before = retention;
  if (messages_days) retention.messages = *messages_days;
  if (activity_days) retention.activity = *activity_days;
  if (parked_days) retention.parked = *parked_days;
  if (retention != before) retention.changed_at = now;
  return retention;
}

Result<SettingsChange> read_settings(json::Reader& in) {
  SettingsChange out;
  if (in.optional_object("opt_out_texts")) {
    json::Reader texts(*in.optional_value("opt_out_texts"), in.path("opt_out_texts"));
    DUNLIN_TRY(out.stop, read_texts(texts, "stop"));
    DUNLIN_TRY(out.start, read_texts(texts, "start"));
    DUNLIN_CHECK(texts.finish());
  }
  if (in.optional_object("retention")) {
    json::Reader days(*in.optional_value("retention"), in.path("retention"));
    out.messages_days = read_days(days, "messages_days");
    out.activity_days = read_days(days, "activity_days");
    out.parked_days = read_days(days, "parked_days");
    DUNLIN_CHECK(days.finish());
  }
  DUNLIN_CHECK(read_sign_in(in, out));
  return out;
}

}  // namespace dunlin::workspace
