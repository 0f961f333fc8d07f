#include <limits>

#include "workspace/audit.h"

namespace dunlin::workspace {
namespace {

constexpr std::size_t kMostBytes = 16 * 1024;

/// A change too large to keep is told by its size.
std::string text_of(const json::Value& value) {
  std::string text = json::print(value);
  if (text.size() <= kMostBytes) return text;
  return json::print(json::Object{{"bytes", text.size()}});
}

Result<AuditEntry> entry_from(const db::Row& row) {
  AuditEntry out{.id = row.get<AuditId>(0),
                 .at = row.get<Instant>(1),
                 .actor = {.kind = row.get<Actor::Kind>(2), .id = row.get<std::string>(3)},
                 .actor_name = row.get<std::string>(4),
                 .action = row.get<std::string>(5),
                 .object = row.get<std::string>(6),
                 .address = row.get<std::string>(7),
                 .before = nullptr,
                 .after = nullptr};
  DUNLIN_TRY(out.before, json::parse(row.get<std::string>(8)));
  DUNLIN_TRY(out.after, json::parse(row.get<std::string>(9)));
  return out;
}

/// The number of the actor's row, 0 for what has none.
std::int64_t number_of(const Actor& actor) {
  if (const auto person = parse_id<PersonId>(actor.id)) return person->value;
  if (const auto key = parse_id<ApiKeyId>(actor.id)) return key->value;
  return 0;
}

}  // namespace

Status record_change(db::Tx& tx, const Scope& scope, const Trail& trail, const Changed& changed) {
  const Actor& actor = scope.actor();
  const bool ours = actor.kind == Actor::Kind::person || actor.kind == Actor::Kind::api_key;
  if (trail.action.empty() || !ours) return {};
  return tx.run(R"sql(
    INSERT INTO audit_entry (workspace_id, id, at, actor_kind, actor, actor_number, action, object,
                             before_json, after_json, address)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql",
                trail.under == Trail::Under::workspace ? scope.workspace() : WorkspaceId{},
                trail.id, trail.at, actor.kind, actor.id, number_of(actor), trail.action,
                changed.object, text_of(changed.before), text_of(changed.after), trail.address);
}

Result<Page<AuditEntry>> list_audit(db::Tx& tx, const Scope& scope, const AuditAsked& asked,
                                    const PageAsked& page) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  const Cursor after = page.after.value_or(Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT e.id, e.at, e.actor_kind, e.actor, COALESCE(p.name, k.name, ''), e.action, e.object,
           e.address, e.before_json, e.after_json
    FROM audit_entry e
    LEFT JOIN person p ON e.actor_kind = 3 AND p.id = e.actor_number
    LEFT JOIN api_key k ON e.actor_kind = 1 AND k.workspace_id = e.workspace_id
                       AND k.id = e.actor_number
    WHERE e.workspace_id = $1 AND (e.at, e.id) < ($2, $3)
      AND (CAST($4 AS TEXT) IS NULL OR e.actor = CAST($4 AS TEXT))
      AND (CAST($5 AS TEXT) IS NULL OR e.action = CAST($5 AS TEXT))
      AND (CAST($6 AS TEXT) IS NULL OR e.object = CAST($6 AS TEXT))
    ORDER BY e.at DESC, e.id DESC LIMIT $7)sql",
                                           scope.workspace(), after.at_us, after.id, asked.actor,
                                           asked.action, asked.object, page.limit + 1));
  std::vector<AuditEntry> entries;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(AuditEntry entry, entry_from(row));
    entries.push_back(std::move(entry));
  }
  return Page<AuditEntry>::cut(std::move(entries), page.limit, [](const AuditEntry& last) {
    return Cursor{.at_us = to_us(last.at), .id = last.id.value};
  });
}

}  // namespace dunlin::workspace
