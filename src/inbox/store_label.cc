#include <algorithm>

#include "feed/feed.h"
#include "inbox/inbox.h"
#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

constexpr int kRowsAtOnce = 2'000;

Label label_from(const db::Row& row) {
  return {.id = row.get<LabelId>(0),
          .name = row.get<std::string>(1),
          .colour = row.get<std::string>(2)};
}

Error label_missing() {
  return Error(Code::not_found, "label.not_found", "There is no such label");
}
Error name_taken() {
  return Error(Code::conflict, "label.name_taken", "Another label has this name already")
      .at("name")
      .hinting("Choose another name, or use that label.");
}

Result<bool> is_taken(db::Tx& tx, const Scope& scope, std::string_view folded_name, LabelId but) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT id FROM label WHERE workspace_id = $1 AND folded_name = $2"
                      " AND id <> $3",
                      scope.workspace(), folded_name, but));
  return !rows.empty();
}

/// Statements are kept by their text: one of so many ids, filled up with zeros, serves any number.
constexpr std::size_t kAtOnce = 20;
constexpr std::string_view kLabelsOf =
    "SELECT conversation_id, label_id FROM conversation_label WHERE workspace_id = $1 AND "
    "conversation_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
    "$18, $19, $20, $21) ORDER BY conversation_id, label_id";

}  // namespace

Result<std::vector<Label>> list_labels(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id, name, colour FROM label WHERE workspace_id = $1 ORDER BY folded_name LIMIT $2)sql",
                                           scope.workspace(), kMostLabels));
  std::vector<Label> found;
  for (const db::Row& row : rows) found.push_back(label_from(row));
  return found;
}

Result<Label> find_label(db::Tx& tx, const Scope& scope, LabelId id) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT id, name, colour FROM label WHERE workspace_id = $1 AND id = $2",
                      scope.workspace(), id));
  if (rows.empty()) return label_missing();
  return label_from(rows.front());
}

Status check_label(db::Tx& tx, const Scope& scope, LabelId id) {
  DUNLIN_CHECK(find_label(tx, scope, id));
  return {};
}

Status add_label(db::Tx& tx, const Scope& scope, const Label& label, std::string_view folded_name) {
  DUNLIN_TRY(const auto known, list_labels(tx, scope));
  if (known.size() >= static_cast<std::size_t>(kMostLabels)) {
    return Error(Code::conflict, "label.too_many", "A workspace has at most 200 labels")
        .hinting("Remove one that is not used.");
  }
  DUNLIN_TRY(const std::int64_t made,
             tx.change(R"sql(
    INSERT INTO label (workspace_id, id, name, folded_name, colour) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (workspace_id, folded_name) DO NOTHING)sql",
                       scope.workspace(), label.id, label.name, folded_name, label.colour));
  if (made == 0) return name_taken();
  feed::tell(tx, scope.workspace(), feed::Kind::conversation);
  return {};
}

Status change_label(db::Tx& tx, const Scope& scope, const Label& label,
                    std::string_view folded_name) {
  DUNLIN_TRY(const bool taken, is_taken(tx, scope, folded_name, label.id));
  if (taken) return name_taken();
  DUNLIN_TRY(const std::int64_t changed,
             tx.change(R"sql(
    UPDATE label SET name = $3, folded_name = $4, colour = $5
    WHERE workspace_id = $1 AND id = $2)sql",
                       scope.workspace(), label.id, label.name, folded_name, label.colour));
  if (changed == 0) return label_missing();
  feed::tell(tx, scope.workspace(), feed::Kind::conversation);
  return {};
}

Result<bool> remove_label(db::Tx& tx, const Scope& scope, LabelId id) {
  DUNLIN_CHECK(find_label(tx, scope, id));
  DUNLIN_TRY(const std::int64_t detached, tx.change(R"sql(
    DELETE FROM conversation_label WHERE workspace_id = $1 AND label_id = $2
      AND conversation_id IN (SELECT l.conversation_id FROM conversation_label l
        WHERE l.workspace_id = $1 AND l.label_id = $2 LIMIT $3))sql",
                                                    scope.workspace(), id, kRowsAtOnce));
  if (detached == kRowsAtOnce) return false;
  DUNLIN_CHECK(
      tx.run("DELETE FROM label WHERE workspace_id = $1 AND id = $2", scope.workspace(), id));
  feed::tell(tx, scope.workspace(), feed::Kind::conversation);
  return true;
}

Status attach_label(db::Tx& tx, const Scope& scope, ConversationId conversation, LabelId label) {
  feed::tell(tx, scope.workspace(), feed::Kind::conversation, conversation);
  return tx.run(R"sql(
    INSERT INTO conversation_label (workspace_id, label_id, conversation_id) VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id, label_id, conversation_id) DO NOTHING)sql",
                scope.workspace(), label, conversation);
}

Status detach_label(db::Tx& tx, const Scope& scope, ConversationId conversation, LabelId label) {
  feed::tell(tx, scope.workspace(), feed::Kind::conversation, conversation);
  return tx.run(R"sql(
    DELETE FROM conversation_label
    WHERE workspace_id = $1 AND label_id = $2 AND conversation_id = $3)sql",
                scope.workspace(), label, conversation);
}

Status load_labels(db::Tx& tx, const Scope& scope, std::vector<Row>& rows) {
  for (std::size_t from = 0; from < rows.size(); from += kAtOnce) {
    std::vector<db::Param> params{scope.workspace()};
    for (std::size_t i = from; i < from + kAtOnce; ++i) {
      params.emplace_back(i < rows.size() ? rows[i].conversation.id : ConversationId{});
    }
    DUNLIN_TRY(const db::Rows found, tx.query_span(kLabelsOf, params));
    for (const db::Row& each : found) {
      const auto id = each.get<ConversationId>(0);
      const auto row =
          std::ranges::find_if(rows, [id](const Row& one) { return one.conversation.id == id; });
      row->labels.push_back(each.get<LabelId>(1));
    }
  }
  return {};
}

}  // namespace dunlin::inbox
