#include <algorithm>

#include "alerts/store.h"

namespace dunlin::alerts {

Result<Settings> load_settings(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT kind, enabled, threshold FROM alert_setting WHERE workspace_id = $1)sql",
                                           scope.workspace()));
  Settings settings = shipped_settings();
  for (const db::Row& row : rows) {
    const auto [kind, enabled, threshold] = row.as<Kind, bool, std::optional<std::int64_t>>();
    const auto at = std::ranges::find(settings, kind, &Setting::kind);
    if (at == settings.end()) continue;
    at->enabled = enabled;
    if (threshold) at->threshold = *threshold;
  }
  return settings;
}

Status save_setting(db::Tx& tx, const Scope& scope, const Setting& setting) {
  return tx.run(R"sql(
    INSERT INTO alert_setting (workspace_id, kind, enabled, threshold) VALUES ($1, $2, $3, $4)
    ON CONFLICT (workspace_id, kind) DO UPDATE SET
      enabled = excluded.enabled, threshold = excluded.threshold)sql",
                scope.workspace(), setting.kind, setting.enabled, setting.threshold);
}

Status wish_mail(db::Tx& tx, const Scope& scope, PersonId person, bool wished) {
  return tx.run(R"sql(
    INSERT INTO alert_mail (workspace_id, person_id, wished) VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id, person_id) DO UPDATE SET wished = excluded.wished)sql",
                scope.workspace(), person, wished);
}

Result<std::vector<MailWish>> load_wishes(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT person_id, wished FROM alert_mail WHERE workspace_id = $1",
                      scope.workspace()));
  std::vector<MailWish> out;
  for (const db::Row& row : rows) {
    const auto [person, wished] = row.as<PersonId, bool>();
    out.push_back({.person = person, .wished = wished});
  }
  return out;
}

Result<bool> take_lease(db::Tx& tx, const NodeScope&, std::string_view owner, Duration lease) {
  DUNLIN_TRY(const std::int64_t taken, tx.change(R"sql(
    UPDATE alert_lease SET owner = $1, leased_until = dunlin_now_us() + CAST($2 AS BIGINT)
    WHERE id = 1 AND (owner = $1 OR leased_until < dunlin_now_us()))sql",
                                                 owner, lease.count()));
  return taken > 0;
}

}  // namespace dunlin::alerts
