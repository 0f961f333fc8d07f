#include "inbox/http_internal.h"
#include "json/reader.h"
#include "text/fold.h"

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

json::Object label_json(const Label& label) {
  return {{"id", to_text(label.id)}, {"name", label.name}, {"colour", label.colour}};
}

/// With its name as it is compared.
struct Wished {
  Label label;
  std::string folded_name;
};

Result<Wished> read_label(const json::Value& body, LabelId id) {
  json::Reader in(body);
  Wished wished;
  wished.label.id = id;
  wished.label.name = in.text("name", {.min_bytes = 1, .max_bytes = 240});
  wished.label.colour = in.choice(
      "colour", {"grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"});
  wished.folded_name = text::fold(wished.label.name).text;
  if (wished.folded_name.find_first_not_of(' ') == std::string::npos) {
    in.fault("name", "label.name_blank", "must have a letter or a sign that can be seen");
  }
  DUNLIN_CHECK(in.finish());
  return wished;
}

Task<Result<Reply>> get_labels(const HttpContext& context, const Call& call) {
  return in_read(context.database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto labels, list_labels(tx, scope));
    json::Array items;
    for (const Label& label : labels) items.push_back(label_json(label));
    return reply_with(workspace::page_json(std::move(items), std::nullopt));
  });
}

Task<Result<Reply>> post_label(const HttpContext& context, const Call& call) {
  auto wished = read_label(call.body, context.seams->ids.next<LabelId>());
  if (!wished) return workspace::answer(std::move(wished).error());
  return in_write(context.database, call,
                  [scope = call.scope, wished = *wished](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(add_label(tx, scope, wished.label, wished.folded_name));
                    Reply reply = reply_with(label_json(wished.label), 201);
                    reply.changed = {.after = label_json(wished.label)};
                    return reply;
                  });
}

Task<Result<Reply>> put_label(const HttpContext& context, const Call& call) {
  const auto id = call.id<LabelId>();
  if (!id) return workspace::answer(id.error());
  auto wished = read_label(call.body, *id);
  if (!wished) return workspace::answer(std::move(wished).error());
  return in_write(
      context.database, call, [scope = call.scope, wished = *wished](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Label before, find_label(tx, scope, wished.label.id));
        DUNLIN_CHECK(change_label(tx, scope, wished.label, wished.folded_name));
        Reply reply = reply_with(label_json(wished.label));
        reply.changed = {.before = label_json(before), .after = label_json(wished.label)};
        return reply;
      });
}

Result<bool> remove_some(db::Tx& tx, const Scope& scope, const workspace::Trail& trail,
                         LabelId id) {
  DUNLIN_TRY(const Label label, find_label(tx, scope, id));
  DUNLIN_TRY(const bool gone, remove_label(tx, scope, id));
  if (!gone) return false;
  DUNLIN_CHECK(workspace::record_change(
      tx, scope, trail, {.object = to_text(id), .before = label_json(label), .after = nullptr}));
  return true;
}

/// Detaches it part by part: a transaction is short.
Task<Result<Reply>> delete_label(HttpContext context, Scope scope, workspace::Trail trail,
                                 LabelId id) {
  const auto remove = [scope, trail, id](db::Tx& tx) { return remove_some(tx, scope, trail, id); };
  for (bool gone = false; !gone;) {
    auto done = co_await context.database.write(remove, db::Priority::people);
    if (!done) co_return done.error();
    gone = *done;
  }
  co_return reply_with(nullptr, 204);
}

}  // namespace

std::vector<workspace::Endpoint> label_endpoints(const HttpContext& context) {
  const auto remove = [context](const Call& call) {
    const auto id = call.id<LabelId>();
    if (!id) return workspace::answer(id.error());
    return delete_label(context, call.scope, call.trail, *id);
  };
  return {
      endpoint("GET", "/api/v1/labels", Access::read,
               [context](const Call& call) { return get_labels(context, call); }),
      changing("POST", "/api/v1/labels", Access::inbox, "label.create",
               [context](const Call& call) { return post_label(context, call); }),
      changing("PUT", "/api/v1/labels/{id}", Access::inbox, "label.change",
               [context](const Call& call) { return put_label(context, call); }),
      changing("DELETE", "/api/v1/labels/{id}", Access::inbox, "label.remove", remove),
  };
}

}  // namespace dunlin::inbox
