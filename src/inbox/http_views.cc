#include "inbox/http_internal.h"
#include "inbox/people.h"

namespace dunlin::inbox {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::naming;
using workspace::Reply;
using workspace::reply_with;

json::Object view_json(const SavedView& view, PersonId self) {
  return {{"id", to_text(view.id)},
          {"name", view.name},
          {"shared", view.shared},
          {"mine", view.author == self},
          {"filter", to_json(view.filter)}};
}

Result<SavedView> read_view(const json::Value& body, InboxViewId id, PersonId self) {
  json::Reader in(body);
  SavedView view{.id = id,
                 .author = self,
                 .name = in.text("name", {.min_bytes = 1, .max_bytes = 240}),
                 .shared = false,
                 .filter = {}};
  const auto shared = in.optional_flag("shared");
  if (!shared) in.fault("shared", "input.required", "must be true or false");
  const json::Value* filter = in.optional_value("filter");
  if (!filter) in.fault("filter", "input.required", "must be given");
  const json::Value nothing = json::Object();
  json::Reader inside(filter ? *filter : nothing, "filter");
  view.filter = read_filter(inside);
  DUNLIN_CHECK(inside.finish());
  DUNLIN_CHECK(in.finish());
  view.shared = *shared;
  return view;
}

Result<SavedView> find_own(db::Tx& tx, const Scope& scope, InboxViewId id) {
  const PersonId self = self_of(scope);
  DUNLIN_TRY(SavedView view, find_view(tx, scope, id, self));
  if (view.author == self) return view;
  return Error(Code::forbidden, "view.not_yours", "Only who saved a view changes or removes it")
      .hinting("Save one of your own.");
}

Task<Result<Reply>> get_views(const HttpContext& context, const Call& call) {
  return in_read(context.database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    const PersonId self = self_of(scope);
    DUNLIN_TRY(const auto views, list_views(tx, scope, self));
    json::Array items;
    for (const SavedView& view : views) items.push_back(view_json(view, self));
    return reply_with(workspace::page_json(std::move(items), std::nullopt));
  });
}

Task<Result<Reply>> post_view(const HttpContext& context, const Call& call) {
  auto view = read_view(call.body, context.seams->ids.next<InboxViewId>(), self_of(call.scope));
  if (!view) return workspace::answer(std::move(view).error());
  return in_write(context.database, call,
                  [scope = call.scope, view = *view](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(add_view(tx, scope, view));
                    Reply reply = reply_with(view_json(view, view.author), 201);
                    reply.changed = {.after = view_json(view, view.author)};
                    return reply;
                  });
}

Task<Result<Reply>> put_view(const HttpContext& context, const Call& call) {
  const auto id = call.id<InboxViewId>();
  if (!id) return workspace::answer(id.error());
  auto view = read_view(call.body, *id, self_of(call.scope));
  if (!view) return workspace::answer(std::move(view).error());
  return in_write(context.database, call,
                  [scope = call.scope, view = *view](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const SavedView before, find_own(tx, scope, view.id));
                    DUNLIN_CHECK(change_view(tx, scope, view));
                    Reply reply = reply_with(view_json(view, view.author));
                    reply.changed = {.before = view_json(before, view.author),
                                     .after = view_json(view, view.author)};
                    return reply;
                  });
}

Task<Result<Reply>> delete_view(const HttpContext& context, const Call& call) {
  const auto id = call.id<InboxViewId>();
  if (!id) return workspace::answer(id.error());
  return in_write(context.database, call,
                  [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const SavedView before, find_own(tx, scope, id));
                    DUNLIN_CHECK(remove_view(tx, scope, id));
                    Reply reply = reply_with(nullptr, 204);
                    reply.changed = {.before = view_json(before, before.author)};
                    return reply;
                  });
}

std::vector<workspace::IdField> filter_ids() {
  using In = workspace::IdField::In;
  return {{In::body, "filter.account", AccountIdTag::prefix},
          {In::body, "filter.label", LabelIdTag::prefix},
          {In::body, "filter.assignee", PersonIdTag::prefix}};
}

}  // namespace

std::vector<workspace::Endpoint> view_endpoints(const HttpContext& context) {
  return {
      endpoint("GET", "/api/v1/inbox-views", Access::read,
               [context](const Call& call) { return get_views(context, call); }),
      naming(changing("POST", "/api/v1/inbox-views", Access::inbox, "inbox_view.create",
                      [context](const Call& call) { return post_view(context, call); }),
             filter_ids()),
      naming(changing("PUT", "/api/v1/inbox-views/{id}", Access::inbox, "inbox_view.change",
                      [context](const Call& call) { return put_view(context, call); }),
             filter_ids()),
      changing("DELETE", "/api/v1/inbox-views/{id}", Access::inbox, "inbox_view.remove",
               [context](const Call& call) { return delete_view(context, call); }),
  };
}

}  // namespace dunlin::inbox
