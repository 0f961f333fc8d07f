#include "graph/read_answers.h"

#include "base/utf8.h"

namespace dunlin::graph {
namespace {

const json::Value* member(const json::Value& value, std::string_view key) {
  const json::Object* object = value.if_object();
  return object ? object->if_contains(key) : nullptr;
}

const json::Array* data_of(const json::Value& value) {
  const json::Value* data = member(value, "data");
  return data ? data->if_array() : nullptr;
}

/// Ids are text, but a number that fits is taken too.
std::string text(const json::Value& value, std::string_view key) {
  const json::Value* found = member(value, key);
  if (!found) return {};
  if (found->is_string()) return std::string(std::string_view(found->get_string()));
  if (found->is_int64()) return std::to_string(found->get_int64());
  if (found->is_uint64()) return std::to_string(found->get_uint64());
  return {};
}

std::optional<std::int64_t> count(const json::Value& value, std::string_view key) {
  const json::Value* found = member(value, key);
  if (!found || !found->is_int64() || found->get_int64() < 0) return std::nullopt;
  return found->get_int64();
}

std::optional<bool> flag(const json::Value& value, std::string_view key) {
  const json::Value* found = member(value, key);
  if (!found || !found->is_bool()) return std::nullopt;
  return found->get_bool();
}

std::string first_recipient(const json::Value& message) {
  const json::Value* to = member(message, "to");
  if (!to) return {};
  const json::Array* data = data_of(*to);
  if (data) return data->empty() ? std::string() : text(data->front(), "id");
  return text(*to, "id");
}

}  // namespace

std::optional<ReadMessage> read_message(const json::Value& value) {
  ReadMessage out;
  out.mid = text(value, "id");
  if (out.mid.empty()) return std::nullopt;
  if (const json::Value* from = member(value, "from")) out.from_id = text(*from, "id");
  out.to_id = first_recipient(value);
  out.text = text(value, "message");
  out.created_at = parse_rfc3339(text(value, "created_time")).value_or(Instant{});
  out.deleted_or_too_old = out.from_id.empty();
  return out;
}

std::optional<std::vector<ReadMessage>> read_conversation(const json::Value& value) {
  if (!value.is_object()) return std::nullopt;
  const json::Value* conversation = &value;
  if (const json::Array* list = data_of(value)) {
    if (list->empty()) return std::vector<ReadMessage>{};
    conversation = &list->front();
  }
  const json::Value* messages = member(*conversation, "messages");
  const json::Array* data = messages ? data_of(*messages) : nullptr;
  if (!data) return std::nullopt;
  std::vector<ReadMessage> out;
  for (const json::Value& item : *data) {
    auto message = read_message(item);
    if (!message) return std::nullopt;
    out.push_back(*std::move(message));
  }
  return out;
}

std::optional<ProfileAnswer> read_profile(const json::Value& value) {
  const json::Value* profile = &value;
  if (const json::Array* list = data_of(value)) {
    if (list->empty()) return std::nullopt;
    profile = &list->front();
  }
  ProfileAnswer out;
  out.id = text(*profile, "user_id");
  if (out.id.empty()) out.id = text(*profile, "id");
  out.username = text(*profile, "username");
  out.name = text(*profile, "name");
  out.picture_url = text(*profile, "profile_pic");
  out.follower_count = count(*profile, "follower_count");
  out.follows_account = flag(*profile, "is_user_follow_business");
  out.followed_by_account = flag(*profile, "is_business_follow_user");
  out.verified = flag(*profile, "is_verified_user");
  if (out.id.empty() && out.username.empty() && out.name.empty()) return std::nullopt;
  return out;
}

}  // namespace dunlin::graph
