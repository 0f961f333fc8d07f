#include <algorithm>
#include <tuple>

#include "sim/instagram/graph.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kDetailed = 20;
constexpr Duration kRequestsIdle = std::chrono::hours{24 * 30};

json::Object person_ref(const Core& core, const Thread& thread) {
  return {{"username", core.state.people.at(thread.person).username}, {"id", thread.igsid}};
}

json::Object account_ref(const Core& core, const Thread& thread) {
  return {{"username", core.state.accounts.at(thread.ig_id).username}, {"id", thread.ig_id}};
}

json::Object attachment_view(const json::Value& attachment) {
  const std::string_view type = attachment.at("type").as_string();
  const auto& payload = attachment.at("payload").as_object();
  const auto* url = payload.if_contains("url");
  const json::Object data{{"url", url != nullptr ? *url : json::Value("")}};
  if (type == "image") return {{"image_data", data}};
  if (type == "video") return {{"video_data", data}};
  return {{"file_url", data.at("url")}};
}

bool has_media(const Message& message) {
  if (!message.attachments.is_array() || message.attachments.as_array().empty()) return false;
  const auto& type = message.attachments.as_array().front().at("type");
  return type != "template" && type != "unsupported" && type != "story_mention" &&
         type != "ephemeral";
}

json::Object reactions_view(const Core& core, const Thread& thread, const Message& message) {
  json::Array data;
  const auto add = [&](const std::optional<Reaction>& one, const json::Object& by) {
    if (!one) return;
    data.push_back(json::Object{{"reaction", one->emoji.empty() ? one->reaction : one->emoji},
                                {"users", json::Array{by}}});
  };
  add(message.by_person, person_ref(core, thread));
  add(message.by_account, account_ref(core, thread));
  return {{"data", std::move(data)}};
}

void add_story_or_reply(json::Object& out, const Message& message) {
  if (message.reply_to.is_object()) {
    const auto& reply = message.reply_to.as_object();
    if (reply.contains("mid")) out["reply_to"] = message.reply_to;
    if (reply.contains("story")) out["story"] = json::Object{{"reply_to", reply.at("story")}};
  }
  if (!message.attachments.is_array() || message.attachments.as_array().empty()) return;
  const auto& first = message.attachments.as_array().front();
  if (first.at("type") != "story_mention") return;
  const json::Object mention{{"link", first.at("payload").at("url")}, {"id", message.mid}};
  out["story"] = json::Object{{"mention", mention}};
}

/// Every field that a read of a message can ask for.
json::Object message_object(const Core& core, const Thread& thread, const Message& message) {
  const bool from_account = message.by == Message::By::account;
  const auto person = person_ref(core, thread);
  const auto account = account_ref(core, thread);
  json::Object out{{"id", message.mid},
                   {"created_time", graph_time(message.at)},
                   {"from", from_account ? account : person},
                   {"to", json::Object{{"data", json::Array{from_account ? person : account}}}},
                   {"message", message.postback.is_object() ? message.postback.at("title")
                                                            : json::Value(message.text)},
                   {"is_unsupported", false}};
  if (has_media(message)) {
    json::Array data;
    for (const auto& one : message.attachments.as_array()) data.push_back(attachment_view(one));
    out["attachments"] = json::Object{{"data", std::move(data)}};
  }
  add_story_or_reply(out, message);
  if (message.by_person || message.by_account) {
    out["reactions"] = reactions_view(core, thread, message);
  }
  return out;
}

std::variant<std::vector<Field>, GraphError> message_fields(const GraphCall& call) {
  return wanted_fields(call, "id,created_time",
                       {"id", "created_time", "from", "to", "message", "attachments", "shares",
                        "story", "reply_to", "reactions", "is_unsupported"});
}

/// messages of a conversation, newest first: the 20 newest as wanted, older ones id and time only.
json::Object messages_edge(const Core& core, const Thread& thread, const Field& field) {
  const auto messages = readable(thread, core.now());
  const auto limit = static_cast<std::size_t>(std::clamp(field.limit.value_or(25), 1, 100));
  const std::vector<Field> plain = {
      {.name = "id"}, {.name = "created_time"}, {.name = "is_unsupported"}};
  const std::vector<Field>& wanted = field.inner.empty() ? plain : field.inner;
  json::Array data;
  for (std::size_t i = 0; i < std::min(limit, messages.size()); ++i) {
    const bool detailed = i < kDetailed && !messages[i]->unsent;
    data.push_back(pick(message_object(core, thread, *messages[i]), detailed ? wanted : plain));
  }
  return {{"data", std::move(data)}};
}

std::optional<GraphError> check_inner(const std::vector<Field>& fields) {
  const Field* messages = find_field(fields, "messages");
  if (messages == nullptr) return {};
  return refuse_unknown_fields(
      messages->inner, {"id", "created_time", "from", "to", "message", "attachments", "shares",
                        "story", "reply_to", "reactions", "is_unsupported"});
}

json::Object conversation_object(const Core& core, const Thread& thread,
                                 const std::vector<Field>& fields) {
  const auto messages = readable(thread, core.now());
  const Instant updated = messages.empty() ? thread.updated_at : messages.front()->at;
  json::Object all{{"id", thread.conversation_id}, {"updated_time", graph_time(updated)}};
  if (find_field(fields, "participants") != nullptr) {
    const json::Array both{account_ref(core, thread), person_ref(core, thread)};
    all["participants"] = json::Object{{"data", both}};
  }
  if (const Field* edge = find_field(fields, "messages")) {
    all["messages"] = messages_edge(core, thread, *edge);
  }
  return pick(all, fields);
}

/// What the account never answered lies among its requests.
bool is_request(const Thread& thread) {
  const auto by_account = [](const Message& one) { return one.by == Message::By::account; };
  return std::none_of(thread.messages.begin(), thread.messages.end(), by_account);
}

bool is_listed(const Thread& thread, const Account& account, Instant now) {
  if (thread.ig_id != account.ig_id || thread.conversation_id.empty()) return false;
  return now - thread.updated_at < kRequestsIdle || !is_request(thread);
}

}  // namespace

Outcome list_conversations(GraphContext& context) {
  Core& core = context.core;
  if (auto error = need_scope(context, kManageMessages)) return *std::move(error);
  if (auto error =
          refuse_unknown(context.call, {"platform", "user_id", "fields", "limit", "after"})) {
    return *std::move(error);
  }
  if (auto error = take_limit(context, Limits::What::conversations)) return *std::move(error);
  if (context.call.text("platform").value_or("") != "instagram") {
    return bad_parameter("Param platform must be one of {INSTAGRAM}");
  }
  auto fields = wanted_fields(context.call, "id,updated_time",
                              {"id", "updated_time", "participants", "messages"});
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  const auto& wanted = std::get<std::vector<Field>>(fields);
  if (auto error = check_inner(wanted)) return *std::move(error);
  const auto user = context.call.text("user_id");
  std::vector<const Thread*> threads;
  for (const auto& [igsid, thread] : core.state.threads) {
    const bool asked = !user || *user == igsid;
    if (asked && is_listed(thread, context.account, core.now())) threads.push_back(&thread);
  }
  std::sort(threads.begin(), threads.end(), [](const Thread* a, const Thread* b) {
    return std::tie(b->updated_at, b->igsid) < std::tie(a->updated_at, a->igsid);
  });
  json::Array items;
  for (const Thread* thread : threads) items.push_back(conversation_object(core, *thread, wanted));
  return paged(context, std::move(items), {});
}

Outcome read_conversation(GraphContext& context, Thread& thread) {
  if (auto error = need_scope(context, kManageMessages)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"fields"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::conversations)) return *std::move(error);
  auto fields = wanted_fields(context.call, "id,updated_time",
                              {"id", "updated_time", "participants", "messages"});
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  const auto& wanted = std::get<std::vector<Field>>(fields);
  if (auto error = check_inner(wanted)) return *std::move(error);
  return Done{.body = conversation_object(context.core, thread, wanted)};
}

Outcome read_one_message(GraphContext& context, const Thread& thread, const Message& message) {
  if (auto error = need_scope(context, kManageMessages)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"fields"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::conversations)) return *std::move(error);
  auto fields = message_fields(context.call);
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  const auto messages = readable(thread, context.core.now());
  const auto place = std::find(messages.begin(), messages.end(), &message);
  if (place == messages.end()) return graph_error(100, 33);
  const bool too_old = place - messages.begin() >= static_cast<std::ptrdiff_t>(kDetailed);
  if (too_old || message.unsent) return graph_error(9000001);
  const auto& wanted = std::get<std::vector<Field>>(fields);
  return Done{.body = pick(message_object(context.core, thread, message), wanted)};
}

}  // namespace dunlin::instagram
