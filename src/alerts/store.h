#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/decide_alerts.h"
#include "base/secret.h"
#include "workspace/scope.h"

namespace dunlin::alerts {

// --- store_alert.cc
/// What is open, and what ended at or after `since`.
Result<std::vector<Alert>> load_current(db::Tx& tx, const Scope& scope, Instant since);
/// A new row; nothing when one of its kind and object is open.
Status insert_alert(db::Tx& tx, const Scope& scope, const Alert& alert);
/// As the change says; `id` of a new row. Answers the row when it is to be told.
Result<std::optional<Alert>> apply(db::Tx& tx, const Scope& scope, const Change& change, AlertId id,
                                   Instant now);
/// alert.not_found
Result<Alert> find_alert(db::Tx& tx, const Scope& scope, AlertId id);
struct AlertFilter {
  std::optional<AlertState> state{};
  std::optional<Kind> kind{};
};
/// Newest first. Looks at no more than kScanned rows a call.
inline constexpr int kScanned = 2000;
Result<workspace::Page<Alert>> list_alerts(db::Tx& tx, const Scope& scope,
                                           const AlertFilter& filter,
                                           const workspace::PageAsked& asked);
/// Of an open one; changes nothing of others. alert.not_found
Status acknowledge(db::Tx& tx, const Scope& scope, AlertId id, Instant now);
/// Ended before `before`; at most `limit`. Returns how many went.
Result<int> prune_alerts(db::Tx& tx, const NodeScope&, Instant before, int limit);

// --- store_settings.cc
Result<Settings> load_settings(db::Tx& tx, const Scope& scope);
Status save_setting(db::Tx& tx, const Scope& scope, const Setting& setting);
Status wish_mail(db::Tx& tx, const Scope& scope, PersonId person, bool wished);
/// What people said; who said nothing is not in it.
struct MailWish {
  PersonId person;
  bool wished = false;
};
Result<std::vector<MailWish>> load_wishes(db::Tx& tx, const Scope& scope);

// --- store_webhook.cc
enum class Style { standard = 0, slack = 1 };
struct Webhook {
  Style style = Style::standard;
  std::string host{}, url_sealed{};
  std::optional<std::string> secret_sealed{};
  std::optional<Instant> last_at{};
  bool last_delivered = false;
  std::string last_says{};
};
Result<std::optional<Webhook>> load_webhook(db::Tx& tx, const Scope& scope);
/// In the place of the one before; what waits goes there.
Status save_webhook(db::Tx& tx, const Scope& scope, const Webhook& webhook);
/// With all that waits.
Status remove_webhook(db::Tx& tx, const Scope& scope);

struct WaitingCall {
  std::int64_t id = 0;
  WorkspaceId workspace{};
  std::string body{};
  int attempts = 0;  ///< this one included
  Instant created_at{};
};
Status queue_call(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view body,
                  Instant now);
Result<std::int64_t> count_calls(db::Tx& tx, const Scope& scope);
/// The longest due, put off to `busy_until` so that nobody else makes it meanwhile.
Result<std::optional<WaitingCall>> take_call(db::Tx& tx, const NodeScope&, Instant now,
                                             Instant busy_until);
/// How it went; `next_at`: when again, else its row goes.
struct CallOutcome {
  Instant at{};
  bool delivered = false;
  std::string says{};
  std::optional<Instant> next_at{};
};
Status settle_call(db::Tx& tx, const Scope& scope, std::int64_t id, const CallOutcome& outcome);

/// True while `owner` alone watches.
Result<bool> take_lease(db::Tx& tx, const NodeScope&, std::string_view owner, Duration lease);

}  // namespace dunlin::alerts
