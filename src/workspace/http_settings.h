#pragma once

#include "json/reader.h"
#include "workspace/sign_in_rules.h"
#include "workspace/workspace.h"

/// The parts of a workspace's settings that are objects of their own, as the API has them.
namespace dunlin::workspace {

json::Object to_json(const OptOutTexts& texts);
json::Object to_json(const Retention& retention);
json::Object to_json(const SignInRules& rules);

/// What a request says of them: what it does not name stays.
struct SettingsChange {
  /// Nothing inside: the shipped texts.
  std::optional<std::optional<ConfirmationTexts>> stop, start;
  /// Nothing inside: for ever.
  std::optional<std::optional<int>> messages_days, activity_days, parked_days;
  std::optional<bool> second_factor_required;
  /// Nothing inside: no shorter than for everybody.
  std::optional<std::optional<int>> idle_minutes, session_days;

  [[nodiscard]] OptOutTexts applied(OptOutTexts texts) const;
  [[nodiscard]] SignInRules applied(SignInRules rules) const;
  /// `changed_at` becomes `now` where anything differs.
  [[nodiscard]] Retention applied(Retention retention, Instant now) const;
};
/// Reads opt_out_texts, retention and sign_in of the whole request. Errors: as
/// read_confirmation_texts, and of the fields.
Result<SettingsChange> read_settings(json::Reader& in);

}  // namespace dunlin::workspace
