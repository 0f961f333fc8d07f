#include <limits>

#include "feed/feed.h"
#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

#define DUNLIN_NOTE_COLUMNS "id, conversation_id, author_id, body, created_at, edited_at"

Note note_from(const db::Row& row) {
  return {.id = row.get<NoteId>(0),
          .conversation = row.get<ConversationId>(1),
          .author = row.get<std::optional<PersonId>>(2).value_or(PersonId{}),
          .text = row.get<std::string>(3),
          .created_at = row.get<Instant>(4),
          .edited_at = row.get<std::optional<Instant>>(5)};
}

void tell(db::Tx& tx, const Scope& scope, const Note& note) {
  feed::tell(tx, scope.workspace(), feed::Kind::conversation, note.conversation);
}

}  // namespace

Result<workspace::Page<Note>> list_notes(db::Tx& tx, const Scope& scope, ConversationId id,
                                         const workspace::PageAsked& asked) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_CHECK(conversations::find(tx, scope, id));
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_NOTE_COLUMNS R"sql( FROM note
    WHERE workspace_id = $1 AND conversation_id = $2 AND (created_at, id) < ($3, $4)
    ORDER BY created_at DESC, id DESC LIMIT $5)sql",
                      scope.workspace(), id, after.at_us, after.id, asked.limit + 1));
  std::vector<Note> found;
  for (const db::Row& row : rows) found.push_back(note_from(row));
  return workspace::Page<Note>::cut(std::move(found), asked.limit, [](const Note& last) {
    return workspace::Cursor{.at_us = to_us(last.created_at), .id = last.id.value};
  });
}

Status add_note(db::Tx& tx, const Scope& scope, const Note& note) {
  DUNLIN_CHECK(conversations::find(tx, scope, note.conversation));
  std::optional<PersonId> author;
  if (note.author) author = note.author;
  tell(tx, scope, note);
  return tx.run(R"sql(
    INSERT INTO note (workspace_id, id, conversation_id, author_id, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6))sql",
                scope.workspace(), note.id, note.conversation, author, note.text, note.created_at);
}

Result<Note> find_note(db::Tx& tx, const Scope& scope, NoteId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_NOTE_COLUMNS
                                           " FROM note WHERE workspace_id = $1 AND id = $2",
                                           scope.workspace(), id));
  if (rows.empty()) return Error(Code::not_found, "note.not_found", "There is no such note");
  return note_from(rows.front());
}

Status change_note(db::Tx& tx, const Scope& scope, const Note& note) {
  tell(tx, scope, note);
  return tx.run("UPDATE note SET body = $3, edited_at = $4 WHERE workspace_id = $1 AND id = $2",
                scope.workspace(), note.id, note.text, note.edited_at);
}

Status remove_note(db::Tx& tx, const Scope& scope, const Note& note) {
  tell(tx, scope, note);
  return tx.run("DELETE FROM note WHERE workspace_id = $1 AND id = $2", scope.workspace(), note.id);
}

}  // namespace dunlin::inbox
