#include "conversations/http_json.h"
#include "json/reader.h"

namespace dunlin::conversations {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

Result<State> read_state(const Call& call) {
  const auto text = call.parameter("state").value_or("open");
  for (const State state : {State::open, State::closed, State::archived}) {
    if (name(state) == text) return state;
  }
  return Error(Code::invalid, "conversation.state_unknown",
               "`state` is one of open, closed, archived")
      .at("state");
}

Task<Result<Reply>> get_list(db::Database database, const Seams* seams, const Call& call) {
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  const auto state = read_state(call);
  if (!state) return workspace::answer(state.error());
  return in_read(database,
                 [scope = call.scope, asked = *asked, state = *state,
                  now = seams->clock.now()](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto page, list(tx, scope, state, asked));
                   DUNLIN_TRY(auto items, conversations_json(tx, scope, page.items, now));
                   return reply_with(workspace::page_json(std::move(items), page.next));
                 });
}

Result<Reply> one_reply(db::Tx& tx, const Scope& scope, ConversationId id, Instant now) {
  DUNLIN_TRY(const Conversation found, find(tx, scope, id));
  DUNLIN_TRY(auto items, conversations_json(tx, scope, {found}, now));
  return reply_with(std::move(items.at(0)));
}

Task<Result<Reply>> get_one(db::Database database, const Seams* seams, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  return in_read(database, [scope = call.scope, id = *id, now = seams->clock.now()](db::Tx& tx) {
    return one_reply(tx, scope, id, now);
  });
}

Task<Result<Reply>> get_messages(db::Database database, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  return in_read(database,
                 [scope = call.scope, id = *id, asked = *asked](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto page, messages(tx, scope, id, asked));
                   DUNLIN_TRY(auto items, messages_json(tx, scope, id, page.items));
                   return reply_with(workspace::page_json(std::move(items), page.next));
                 });
}

json::Value state_json(const Conversation& conversation) {
  return json::Object{{"owner", name(conversation.owner)}, {"state", name(conversation.state)}};
}

Task<Result<Reply>> patch_one(db::Database database, const Seams* seams, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const auto owner = in.optional_choice("owner", {"automation", "person"});
  const auto state = in.optional_choice("state", {"closed"});
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return in_write(
      database, call,
      [=, scope = call.scope, id = *id, now = seams->clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Conversation before, find(tx, scope, id));
        if (owner) {
          DUNLIN_CHECK(
              set_owner(tx, scope, id, *owner == "person" ? Owner::person : Owner::automation));
        }
        if (state) DUNLIN_CHECK(close(tx, scope, id));
        DUNLIN_TRY(const Conversation after, find(tx, scope, id));
        DUNLIN_TRY(Reply reply, one_reply(tx, scope, id, now));
        reply.changed = {.before = state_json(before), .after = state_json(after)};
        return reply;
      });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams) {
  return {
      endpoint(
          "GET", "/api/v1/conversations", Access::read,
          [database, seams = &seams](const Call& call) { return get_list(database, seams, call); }),
      endpoint(
          "GET", "/api/v1/conversations/{id}", Access::read,
          [database, seams = &seams](const Call& call) { return get_one(database, seams, call); }),
      workspace::changing("PATCH", "/api/v1/conversations/{id}", Access::inbox,
                          "conversation.change",
                          [database, seams = &seams](const Call& call) {
                            return patch_one(database, seams, call);
                          }),
      endpoint("GET", "/api/v1/conversations/{id}/messages", Access::read,
               [database](const Call& call) { return get_messages(database, call); }),
  };
}

}  // namespace dunlin::conversations
