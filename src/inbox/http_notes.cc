#include "inbox/http_internal.h"
#include "inbox/people.h"
#include "json/reader.h"

namespace dunlin::inbox {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

constexpr json::TextLimits kText{.min_bytes = 1, .max_bytes = 16'000};

Result<std::string> read_text(const json::Value& body) {
  json::Reader in(body);
  std::string text = in.text("text", kText);
  DUNLIN_CHECK(in.finish());
  return text;
}

Result<Note> find_own(db::Tx& tx, const Scope& scope, NoteId id) {
  DUNLIN_TRY(Note note, find_note(tx, scope, id));
  if (note.author && note.author == self_of(scope)) return note;
  return Error(Code::forbidden, "note.not_yours", "Only who wrote a note changes or removes it")
      .hinting("Write one of your own.");
}

Task<Result<Reply>> get_notes(const HttpContext& context, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  return in_read(context.database,
                 [scope = call.scope, id = *id, asked = *asked](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto page, list_notes(tx, scope, id, asked));
                   json::Array items;
                   for (const Note& note : page.items) items.push_back(note_json(note));
                   return reply_with(workspace::page_json(std::move(items), page.next));
                 });
}

Task<Result<Reply>> post_note(const HttpContext& context, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  auto text = read_text(call.body);
  if (!text) return workspace::answer(std::move(text).error());
  const Note note{.id = context.seams->ids.next<NoteId>(),
                  .conversation = *id,
                  .author = self_of(call.scope),
                  .text = *std::move(text),
                  .created_at = context.seams->clock.now(),
                  .edited_at = std::nullopt};
  return in_write(context.database, call, [scope = call.scope, note](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(add_note(tx, scope, note));
    Reply reply = reply_with(note_json(note), 201);
    reply.changed = {.object = to_text(note.id),
                     .after = json::Object{{"conversation_id", to_text(note.conversation)}}};
    return reply;
  });
}

Task<Result<Reply>> patch_note(const HttpContext& context, const Call& call) {
  const auto id = call.id<NoteId>();
  if (!id) return workspace::answer(id.error());
  auto text = read_text(call.body);
  if (!text) return workspace::answer(std::move(text).error());
  return in_write(context.database, call,
                  [scope = call.scope, id = *id, text = *std::move(text),
                   now = context.seams->clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(Note note, find_own(tx, scope, id));
                    note.text = text;
                    note.edited_at = now;
                    DUNLIN_CHECK(change_note(tx, scope, note));
                    return reply_with(note_json(note));
                  });
}

Task<Result<Reply>> delete_note(const HttpContext& context, const Call& call) {
  const auto id = call.id<NoteId>();
  if (!id) return workspace::answer(id.error());
  return in_write(context.database, call,
                  [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Note note, find_own(tx, scope, id));
                    DUNLIN_CHECK(remove_note(tx, scope, note));
                    return reply_with(nullptr, 204);
                  });
}

}  // namespace

std::vector<workspace::Endpoint> note_endpoints(const HttpContext& context) {
  return {
      endpoint("GET", "/api/v1/inbox/{id}/notes", Access::read,
               [context](const Call& call) { return get_notes(context, call); }),
      changing("POST", "/api/v1/inbox/{id}/notes", Access::inbox, "note.create",
               [context](const Call& call) { return post_note(context, call); }),
      changing("PATCH", "/api/v1/notes/{id}", Access::inbox, "note.change",
               [context](const Call& call) { return patch_note(context, call); }),
      changing("DELETE", "/api/v1/notes/{id}", Access::inbox, "note.remove",
               [context](const Call& call) { return delete_note(context, call); }),
  };
}

}  // namespace dunlin::inbox
