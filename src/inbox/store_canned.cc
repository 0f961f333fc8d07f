#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

#define DUNLIN_CANNED_COLUMNS "id, shortcut, texts, changed_at"

Error canned_missing() {
  return Error(Code::not_found, "canned.not_found", "There is no such canned reply");
}
Error shortcut_taken() {
  return Error(Code::conflict, "canned.shortcut_taken",
               "Another canned reply has this shortcut already")
      .at("shortcut")
      .hinting("Choose another shortcut, or change that reply.");
}

std::string stored(const std::vector<CannedText>& texts) {
  json::Array out;
  for (const CannedText& one : texts) {
    out.push_back(json::Object{{"language", one.language}, {"text", one.text}});
  }
  return json::print(out);
}

Result<CannedReply> canned_from(const db::Row& row) {
  CannedReply reply{.id = row.get<CannedReplyId>(0),
                    .shortcut = row.get<std::string>(1),
                    .texts = {},
                    .changed_at = row.get<Instant>(3)};
  DUNLIN_TRY(const json::Value texts, json::parse(row.get<std::string>(2)));
  for (const json::Value& one : texts.as_array()) {
    reply.texts.push_back({.language = std::string(one.at("language").as_string()),
                           .text = std::string(one.at("text").as_string())});
  }
  return reply;
}

}  // namespace

Result<std::vector<CannedReply>> list_canned(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_CANNED_COLUMNS
                      " FROM canned_reply WHERE workspace_id = $1 ORDER BY shortcut LIMIT $2",
                      scope.workspace(), kMostCannedReplies));
  std::vector<CannedReply> found;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(CannedReply reply, canned_from(row));
    found.push_back(std::move(reply));
  }
  return found;
}

Result<CannedReply> find_canned(db::Tx& tx, const Scope& scope, CannedReplyId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_CANNED_COLUMNS
                                           " FROM canned_reply WHERE workspace_id = $1 AND id = $2",
                                           scope.workspace(), id));
  if (rows.empty()) return canned_missing();
  return canned_from(rows.front());
}

Status add_canned(db::Tx& tx, const Scope& scope, const CannedReply& reply) {
  DUNLIN_TRY(
      const db::Rows count,
      tx.query("SELECT COUNT(*) FROM canned_reply WHERE workspace_id = $1", scope.workspace()));
  if (count.front().get<int>(0) >= kMostCannedReplies) {
    return Error(Code::conflict, "canned.too_many", "A workspace has at most 500 canned replies")
        .hinting("Remove one that is not used.");
  }
  DUNLIN_TRY(const std::int64_t made, tx.change(R"sql(
    INSERT INTO canned_reply (workspace_id, id, shortcut, texts, changed_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, shortcut) DO NOTHING)sql",
                                                scope.workspace(), reply.id, reply.shortcut,
                                                stored(reply.texts), reply.changed_at));
  return made == 0 ? Status(shortcut_taken()) : Status();
}

Status change_canned(db::Tx& tx, const Scope& scope, const CannedReply& reply) {
  DUNLIN_TRY(const db::Rows taken,
             tx.query("SELECT id FROM canned_reply WHERE workspace_id = $1 AND shortcut = $2"
                      " AND id <> $3",
                      scope.workspace(), reply.shortcut, reply.id));
  if (!taken.empty()) return shortcut_taken();
  DUNLIN_TRY(const std::int64_t changed, tx.change(R"sql(
    UPDATE canned_reply SET shortcut = $3, texts = $4, changed_at = $5
    WHERE workspace_id = $1 AND id = $2)sql",
                                                   scope.workspace(), reply.id, reply.shortcut,
                                                   stored(reply.texts), reply.changed_at));
  return changed == 0 ? Status(canned_missing()) : Status();
}

Status remove_canned(db::Tx& tx, const Scope& scope, CannedReplyId id) {
  DUNLIN_TRY(const std::int64_t removed,
             tx.change("DELETE FROM canned_reply WHERE workspace_id = $1 AND id = $2",
                       scope.workspace(), id));
  return removed == 0 ? Status(canned_missing()) : Status();
}

}  // namespace dunlin::inbox
