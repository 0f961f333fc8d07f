#pragma once

#include "json/reader.h"
#include "workspace/workspace.h"

/// The parts of a workspace's settings that are objects of their own, as the API has them.
namespace dunlin::workspace {

json::Object to_json(const OptOutTexts& texts);
json::Object to_json(const Retention& retention);

/// What a request says of them: what it does not name stays.
struct SettingsChange {
  /// Nothing inside: the shipped texts.
  std::optional<std::optional<ConfirmationTexts>> stop, start;
  /// Nothing inside: for ever.
  std::optional<std::optional<int>> messages_days, activity_days, parked_days;

  [[nodiscard]] OptOutTexts applied(OptOutTexts texts) const;
  /// `changed_at` becomes `now` where anything differs.
  [[nodiscard]] Retention applied(Retention retention, Instant now) const;
};
/// Reads opt_out_texts and retention of the whole request. Errors: as read_confirmation_texts, and
/// of the fields.
Result<SettingsChange> read_settings(json::Reader& in);

}  // namespace dunlin::workspace
