#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

#define DUNLIN_VIEW_COLUMNS "id, author_id, name, shared, filter"

Error view_missing() {
  return Error(Code::not_found, "view.not_found", "There is no such saved view");
}

Result<SavedView> view_from(const db::Row& row) {
  SavedView view{.id = row.get<InboxViewId>(0),
                 .author = row.get<PersonId>(1),
                 .name = row.get<std::string>(2),
                 .shared = row.get<bool>(3),
                 .filter = {}};
  DUNLIN_TRY(const json::Value stored, json::parse(row.get<std::string>(4)));
  json::Reader in(stored);
  view.filter = read_filter(in);
  return view;
}

}  // namespace

Result<std::vector<SavedView>> list_views(db::Tx& tx, const Scope& scope, PersonId self) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_VIEW_COLUMNS R"sql( FROM inbox_view
    WHERE workspace_id = $1 AND (shared = 1 OR author_id = $2) ORDER BY name, id LIMIT $3)sql",
                                           scope.workspace(), self, kMostViews));
  std::vector<SavedView> found;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(SavedView view, view_from(row));
    found.push_back(std::move(view));
  }
  return found;
}

Result<SavedView> find_view(db::Tx& tx, const Scope& scope, InboxViewId id, PersonId self) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_VIEW_COLUMNS R"sql( FROM inbox_view
    WHERE workspace_id = $1 AND id = $2 AND (shared = 1 OR author_id = $3))sql",
                                           scope.workspace(), id, self));
  if (rows.empty()) return view_missing();
  return view_from(rows.front());
}

Status add_view(db::Tx& tx, const Scope& scope, const SavedView& view) {
  DUNLIN_TRY(const auto seen, list_views(tx, scope, view.author));
  if (seen.size() >= static_cast<std::size_t>(kMostViews)) {
    return Error(Code::conflict, "view.too_many", "There are 200 saved views already")
        .hinting("Remove one that is not used.");
  }
  return tx.run(R"sql(
    INSERT INTO inbox_view (workspace_id, id, author_id, name, shared, filter)
    VALUES ($1, $2, $3, $4, $5, $6))sql",
                scope.workspace(), view.id, view.author, view.name, view.shared,
                json::print(to_json(view.filter)));
}

Status change_view(db::Tx& tx, const Scope& scope, const SavedView& view) {
  return tx.run(R"sql(
    UPDATE inbox_view SET name = $3, shared = $4, filter = $5
    WHERE workspace_id = $1 AND id = $2)sql",
                scope.workspace(), view.id, view.name, view.shared,
                json::print(to_json(view.filter)));
}

Status remove_view(db::Tx& tx, const Scope& scope, InboxViewId id) {
  return tx.run("DELETE FROM inbox_view WHERE workspace_id = $1 AND id = $2", scope.workspace(),
                id);
}

}  // namespace dunlin::inbox
