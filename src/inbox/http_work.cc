#include "inbox/http_internal.h"
#include "inbox/people.h"
#include "json/reader.h"

namespace dunlin::inbox {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::endpoint;
using workspace::Reply;
using workspace::reply_with;

constexpr std::size_t kDraftBytes = 16'000;

Task<Result<Reply>> put_draft(const HttpContext& context, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const Draft draft{.text = in.text("text", {.max_bytes = kDraftBytes}),
                    .is_note = in.optional_flag("is_note").value_or(false),
                    .changed_at = context.seams->clock.now()};
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return workspace::in_write(context.database, call,
                             [scope = call.scope, id = *id, draft](db::Tx& tx) -> Result<Reply> {
                               DUNLIN_CHECK(keep_draft(tx, scope, id, self_of(scope), draft));
                               return reply_with(nullptr, 204);
                             });
}

At at_of(std::string_view state) {
  if (state == "typing") return At::typing;
  return state == "gone" ? At::gone : At::viewing;
}

/// Whoever types takes the conversation over, which is a change; to look on is none.
Result<Reply> take_over(db::Tx& tx, const Scope& scope, ConversationId id) {
  DUNLIN_CHECK(conversations::set_owner(tx, scope, id, conversations::Owner::person));
  Reply reply = reply_with(json::Object{});
  reply.changed = {.before = json::Object{{"owner", "automation"}},
                   .after = json::Object{{"owner", "person"}}};
  return reply;
}

Task<Result<Reply>> tell(HttpContext context, Call call, ConversationId id, At at) {
  using conversations::Owner;
  const Scope scope = call.scope;
  const auto find = [scope, id](db::Tx& tx) { return conversations::find(tx, scope, id); };
  auto known = co_await context.database.read(find);
  if (!known) co_return known.error();
  const bool takes = at == At::typing && known->owner == Owner::automation;
  if (takes) {
    const workspace::InTransaction work = [scope, id](db::Tx& tx) {
      return take_over(tx, scope, id);
    };
    auto taken = co_await workspace::in_write(context.database, call, work);
    if (!taken) co_return taken.error();
  }
  const PersonId self = self_of(scope);
  context.hub->publish(Presence::event_of(scope.workspace(), id, {.person = self, .at = at}));
  const auto others = presence_json(context.presence->others(scope.workspace(), id, self));
  const Owner owner = takes ? Owner::person : known->owner;
  co_return reply_with(json::Object{{"owner", conversations::name(owner)}, {"others", others}});
}

Task<Result<Reply>> post_presence(const HttpContext& context, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const At at = at_of(in.choice("state", {"viewing", "typing", "gone"}));
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return tell(context, call, *id, at);
}

}  // namespace

std::vector<workspace::Endpoint> work_endpoints(const HttpContext& context) {
  return {
      endpoint("PUT", "/api/v1/inbox/{id}/draft", Access::inbox,
               [context](const Call& call) { return put_draft(context, call); }),
      workspace::changing("POST", "/api/v1/inbox/{id}/presence", Access::inbox,
                          "conversation.take_over",
                          [context](const Call& call) { return post_presence(context, call); }),
  };
}

}  // namespace dunlin::inbox
