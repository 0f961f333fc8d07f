#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "base/id.h"
#include "base/seams.h"
#include "db/db.h"
#include "json/json.h"
#include "workspace/endpoint.h"
#include "workspace/letters.h"
#include "workspace/page.h"

namespace dunlin {
DUNLIN_ID(AlertId, "alr");
}  // namespace dunlin

/// What somebody should see to (PRODUCT §11.5): watched by one node, told once by mail and webhook,
/// over by itself when its cause is. Owns alert, alert_setting, alert_mail, alert_webhook,
/// alert_call, alert_lease.
namespace dunlin::alerts {

/// Stored by number.
enum class Kind {
  webhook_silence = 0,       ///< hours without anything for an account that was heard before
  account_disconnected = 1,  ///< Instagram refuses its token
  account_paused = 2,        ///< by what Instagram answered
  token_expiring = 3,        ///< days that are left; told again at 7, 3 and 1
  parked_events = 4,         ///< how many
  sends_unknown = 5,         ///< minutes since a send whose outcome nobody knows
  queue_age = 6,             ///< minutes that the oldest due send waits
  error_share = 7,           ///< percent of an hour's sends that failed
  sign_in_failures = 8,      ///< of a member within an hour
  instagram_unreachable = 9,
  disk_low = 10,    ///< mebibytes that are free
  backup_old = 11,  ///< days since the newest
  test = 12,
};
inline constexpr int kKindCount = 13;
std::string_view name(Kind kind);
std::optional<Kind> kind_named(std::string_view text);

/// What a kind is about. What is about the machine is told in the workspaces of those who run it.
enum class About { account, member, workspace, machine };
std::string_view name(About about);

/// As it is shipped.
struct KindRow {
  enum class Shipped { on, off };
  Kind kind;
  About about;
  Shipped shipped = Shipped::on;
  std::string_view unit{};  ///< empty where there is nothing to set
  std::int64_t minimum = 0, maximum = 0, standard = 0;
};
/// All but `test`, in the order of Kind.
const std::array<KindRow, kKindCount - 1>& kinds();
const KindRow& row_of(Kind kind);

struct Setting {
  Kind kind = Kind::test;
  bool enabled = true;
  std::int64_t threshold = 0;
};
/// One for each of kinds(), in its order.
using Settings = std::vector<Setting>;
Settings shipped_settings();

enum class Severity { warning = 0, critical = 1 };
std::string_view name(Severity severity);

struct Alert {
  AlertId id{};
  Kind kind = Kind::test;
  std::int64_t object = 0;  ///< of an account or a person; 0: the workspace, the machine
  int level = 0;            ///< it is told again when it rises
  Severity severity = Severity::warning;
  json::Object facts{};  ///< what its sentence names
  Instant raised_at{}, told_at{};
  std::optional<Instant> acknowledged_at{};
  std::string acknowledged_by{};  ///< public id of a person or a key
  std::optional<Instant> over_at{};
};
enum class AlertState { open, acknowledged, over };
AlertState state_of(const Alert& alert);
std::string_view name(AlertState state);
std::optional<AlertState> alert_state_named(std::string_view text);

/// Of a kind in English, with {names} of an alert's facts (api/sentences.json lists them).
struct Words {
  std::string_view title, says, todo;
};
Words words_of(Kind kind);
/// "en" and "fa"; any other is English. What happened, and what to do.
struct Sentences {
  std::string title, says, todo;
};
Sentences sentences(Kind kind, const json::Object& facts, std::string_view language);

/// What only the machine knows of itself.
struct Machine {
  std::optional<std::int64_t> free_bytes{};
  std::optional<Instant> newest_backup{};
  /// Backups are made elsewhere (PostgreSQL), or cannot be looked at.
  bool knows_backups = false;
  /// Graph has not answered for some calls in a row; a word for what it was.
  std::optional<std::string> unreachable{};
};
using AskMachine = std::function<Machine()>;

/// What the watch and the endpoints stand on; all of it outlives them.
struct Needs {
  db::Database database;
  Seams* seams;
  const accounts::Vault* vault;
  workspace::PostLetter post{};  ///< none: no mail is set up
  std::string address{};         ///< of this server, for links; may be empty
  std::function<void()> wake{};  ///< the watch: something is to be posted, or was changed
};

/// GET /api/v1/alerts, /{id}, POST /{id}/acknowledge, /test, GET and PATCH /api/v1/alert-settings,
/// PUT …/mail, PUT and DELETE …/webhook.
std::vector<workspace::Endpoint> endpoints(const Needs& needs);

}  // namespace dunlin::alerts
