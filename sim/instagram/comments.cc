#include <algorithm>
#include <tuple>

#include "sim/instagram/graph.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

json::Object media_object(const Media& media, const State& state) {
  const auto comments = std::count_if(
      state.comments.begin(), state.comments.end(),
      [&](const auto& one) { return one.second.media_id == media.id && !one.second.deleted; });
  return {{"id", media.id},
          {"caption", media.caption},
          {"media_type", media.media_type},
          {"media_product_type", media.product_type},
          {"media_url", "https://cdn.sim.invalid/media/" + media.id + ".jpg"},
          {"permalink", "https://www.instagram.com/p/" + media.id},
          {"shortcode", media.id},
          {"timestamp", graph_time(media.at)},
          {"username", state.accounts.at(media.ig_id).username},
          {"owner", json::Object{{"id", media.ig_id}}},
          {"like_count", 0},
          {"comments_count", comments},
          {"is_comment_enabled", true}};
}

constexpr auto kMediaFields = {std::string_view("id"),
                               std::string_view("caption"),
                               std::string_view("media_type"),
                               std::string_view("media_url"),
                               std::string_view("permalink"),
                               std::string_view("media_product_type"),
                               std::string_view("shortcode"),
                               std::string_view("timestamp"),
                               std::string_view("username"),
                               std::string_view("owner"),
                               std::string_view("like_count"),
                               std::string_view("comments_count"),
                               std::string_view("is_comment_enabled")};

constexpr auto kCommentFields = {
    std::string_view("id"),       std::string_view("from"),      std::string_view("hidden"),
    std::string_view("text"),     std::string_view("timestamp"), std::string_view("like_count"),
    std::string_view("media"),    std::string_view("parent_id"), std::string_view("replies"),
    std::string_view("username"), std::string_view("user")};

std::vector<const Comment*> comments_of(const State& state, const std::string& media_id,
                                        const std::string& parent_id) {
  std::vector<const Comment*> out;
  for (const auto& [id, one] : state.comments) {
    if (one.media_id == media_id && one.parent_id == parent_id && !one.deleted) out.push_back(&one);
  }
  std::sort(out.begin(), out.end(), [](const Comment* a, const Comment* b) {
    return std::tie(b->at, b->id) < std::tie(a->at, a->id);
  });
  return out;
}

json::Object comment_fields_of(const Comment& comment, const Media& media, const State& state) {
  const bool own = comment.igsid.empty();
  const std::string username =
      own ? state.accounts.at(media.ig_id).username
          : state.people.at(state.threads.at(comment.igsid).person).username;
  const std::string author = own ? media.ig_id : comment.igsid;
  json::Object out{
      {"id", comment.id},
      {"from", json::Object{{"id", author}, {"username", username}}},
      {"hidden", comment.hidden},
      {"text", comment.text},
      {"timestamp", graph_time(comment.at)},
      {"like_count", 0},
      {"media", json::Object{{"id", media.id}, {"media_product_type", media.product_type}}},
      {"username", username}};
  if (own) out["user"] = json::Object{{"id", media.ig_id}};
  if (!comment.parent_id.empty()) out["parent_id"] = comment.parent_id;
  return out;
}

json::Object comment_view(const Comment& comment, const Media& media, const State& state,
                          const std::vector<Field>& fields) {
  json::Object all = comment_fields_of(comment, media, state);
  if (const Field* edge = find_field(fields, "replies")) {
    const std::vector<Field> plain = {{.name = "timestamp"}, {.name = "text"}, {.name = "id"}};
    json::Array data;
    for (const Comment* reply : comments_of(state, media.id, comment.id)) {
      data.push_back(
          pick(comment_fields_of(*reply, media, state), edge->inner.empty() ? plain : edge->inner));
    }
    all["replies"] = json::Object{{"data", std::move(data)}};
  }
  return pick(all, fields);
}

Outcome list_comments(GraphContext& context, const Media& media, const std::string& parent_id) {
  if (auto error = refuse_unknown(context.call, {"fields", "limit", "after"}))
    return *std::move(error);
  auto fields = wanted_fields(context.call, "timestamp,text,id", kCommentFields);
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  const State& state = context.core.state;
  json::Array items;
  for (const Comment* one : comments_of(state, media.id, parent_id)) {
    items.push_back(comment_view(*one, media, state, std::get<std::vector<Field>>(fields)));
  }
  return paged(context, std::move(items), {.standard = 50, .most = 50});
}

Outcome write_comment(GraphContext& context, const Media& media, const std::string& parent_id) {
  if (auto error = refuse_unknown(context.call, {"message"})) return *std::move(error);
  const std::string text = context.call.text("message").value_or("");
  if (text.empty()) return bad_parameter("The parameter message is required");
  if (media.live) return bad_parameter("A live broadcast takes no comment by API");
  Core& core = context.core;
  const std::string id = core.state.next_id("17900");
  Comment& comment = core.state.comments[id];
  comment = {
      .id = id, .media_id = media.id, .parent_id = parent_id, .text = text, .at = core.now()};
  core.changes->add("comment", {{"account", media.ig_id}, {"comment", view(comment, core.state)}});
  core.changed();
  return Done{.body = json::Object{{"id", id}},
              .effect = true,
              .echo = comment_event(comment, media, core.state, core.switches())};
}

Outcome begin(GraphContext& context) {
  if (auto error = need_scope(context, kManageComments)) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  return Done{};
}

}  // namespace

Outcome list_media(GraphContext& context) {
  if (auto error = need_scope(context, kBasic)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"fields", "limit", "after"}))
    return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  auto fields = wanted_fields(context.call, "id", kMediaFields);
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  const State& state = context.core.state;
  std::vector<const Media*> all;
  for (const auto& [id, one] : state.media) {
    const bool listed = one.product_type != "STORY" && !one.live && !one.ended;
    if (one.ig_id == context.account.ig_id && listed) all.push_back(&one);
  }
  std::sort(all.begin(), all.end(), [](const Media* a, const Media* b) {
    return std::tie(b->at, b->id) < std::tie(a->at, a->id);
  });
  json::Array items;
  for (const Media* one : all) {
    items.push_back(pick(media_object(*one, state), std::get<std::vector<Field>>(fields)));
  }
  return paged(context, std::move(items), {});
}

Outcome read_media_object(GraphContext& context, const Media& media) {
  if (auto error = need_scope(context, kBasic)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"fields"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  auto fields = wanted_fields(context.call, "id", kMediaFields);
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  return Done{
      .body = pick(media_object(media, context.core.state), std::get<std::vector<Field>>(fields))};
}

Outcome media_comments(GraphContext& context, Media& media) {
  Outcome begun = begin(context);
  if (std::holds_alternative<GraphError>(begun)) return begun;
  if (context.call.method == "GET") return list_comments(context, media, "");
  if (context.call.method == "POST") return write_comment(context, media, "");
  return graph_error(100, 33);
}

Outcome comment_replies(GraphContext& context, Comment& comment) {
  Outcome begun = begin(context);
  if (std::holds_alternative<GraphError>(begun)) return begun;
  const Media& media = *context.core.state.find_media(comment.media_id);
  // One level deep: a reply to a reply joins the thread of the top comment.
  const std::string parent = comment.parent_id.empty() ? comment.id : comment.parent_id;
  if (context.call.method == "GET") return list_comments(context, media, comment.id);
  if (context.call.method == "POST") return write_comment(context, media, parent);
  return graph_error(100, 33);
}

Outcome comment_object(GraphContext& context, Comment& comment) {
  Outcome begun = begin(context);
  if (std::holds_alternative<GraphError>(begun)) return begun;
  Core& core = context.core;
  const Media& media = *core.state.find_media(comment.media_id);
  if (context.call.method == "GET") {
    if (auto error = refuse_unknown(context.call, {"fields"})) return *std::move(error);
    auto fields = wanted_fields(context.call, "id,text,timestamp", kCommentFields);
    if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
    return Done{.body =
                    comment_view(comment, media, core.state, std::get<std::vector<Field>>(fields))};
  }
  if (context.call.method == "DELETE") {
    comment.deleted = true;
  } else {
    if (auto error = refuse_unknown(context.call, {"hide"})) return *std::move(error);
    const auto* hide = context.call.query.if_contains("hide");
    const bool valid = hide != nullptr && (*hide == "true" || *hide == "false");
    if (!valid) return bad_parameter("hide must be true or false, in the query");
    comment.hidden = *hide == "true" && !comment.igsid.empty();
  }
  core.changes->add("comment", {{"account", media.ig_id}, {"comment", view(comment, core.state)}});
  core.changed();
  return Done{.body = json::Object{{"success", true}}, .effect = true};
}

}  // namespace dunlin::instagram
