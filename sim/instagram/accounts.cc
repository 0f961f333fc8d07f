#include "sim/instagram/graph.h"

namespace dunlin::instagram {
namespace {

json::Object account_object(const Account& account) {
  return {{"id", account.asid},
          {"user_id", account.ig_id},
          {"username", account.username},
          {"name", account.name},
          {"account_type", account.account_type},
          {"profile_picture_url", "https://cdn.sim.invalid/account/" + account.ig_id + ".jpg"},
          {"followers_count", account.followers},
          {"follows_count", account.follows},
          {"media_count", 0}};
}

/// "a,b" or ["a","b"], in query or body.
std::vector<std::string> field_names(const GraphCall& call) {
  std::vector<std::string> out;
  const auto* value = call.body.if_contains("subscribed_fields");
  if (value != nullptr && value->is_array()) {
    for (const auto& one : value->as_array()) {
      if (one.is_string()) out.emplace_back(one.as_string());
    }
    return out;
  }
  const std::string text = call.text("subscribed_fields").value_or("");
  std::size_t at = 0;
  while (at < text.size()) {
    const auto comma = std::min(text.find(',', at), text.size());
    if (comma > at) out.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return out;
}

bool is_webhook_field(std::string_view name) {
  for (const std::string_view known :
       {"comments", "live_comments", "mentions", "messages", "message_echoes", "message_edit",
        "message_reactions", "messaging_postbacks", "messaging_referral", "messaging_seen",
        "messaging_handover", "standby", "messaging_optins"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

Outcome read_account(GraphContext& context) {
  if (auto error = need_scope(context, kBasic)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"fields"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  auto fields =
      wanted_fields(context.call, "id",
                    {"id", "user_id", "username", "name", "account_type", "profile_picture_url",
                     "followers_count", "follows_count", "media_count"});
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  auto all = account_object(context.account);
  std::int64_t media = 0;
  for (const auto& [id, one] : context.core.state.media)
    media += one.ig_id == context.account.ig_id;
  all["media_count"] = media;
  json::Object picked = pick(all, std::get<std::vector<Field>>(fields));
  if (context.core.switches().wrapping == Switches::Wrapping::flat) {
    return Done{.body = std::move(picked)};
  }
  return Done{.body = json::Object{{"data", json::Array{std::move(picked)}}}};
}

Outcome read_profile(GraphContext& context, const Thread& thread) {
  Core& core = context.core;
  if (auto error = need_scope(context, kManageMessages)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"fields"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  auto fields =
      wanted_fields(context.call, "id,name",
                    {"id", "name", "username", "profile_pic", "follower_count",
                     "is_user_follow_business", "is_business_follow_user", "is_verified_user"});
  if (auto* error = std::get_if<GraphError>(&fields)) return std::move(*error);
  if (!thread.consent) {
    return graph_error(core.switches().profile_without_consent, 0,
                       "User consent is required to access user profile");
  }
  if (thread.blocked) return Done{.body = json::Object{{"id", thread.igsid}}};
  const Person& person = core.state.people.at(thread.person);
  json::Object all{{"id", thread.igsid},
                   {"name", person.name},
                   {"username", person.username},
                   {"profile_pic", "https://cdn.sim.invalid/person/" + thread.igsid + ".jpg"},
                   {"follower_count", person.followers},
                   {"is_user_follow_business", thread.follows},
                   {"is_business_follow_user", false},
                   {"is_verified_user", person.verified}};
  if (person.name.empty()) all["name"] = nullptr;
  return Done{.body = pick(all, std::get<std::vector<Field>>(fields))};
}

Outcome subscriptions(GraphContext& context) {
  Account& account = context.account;
  Core& core = context.core;
  if (auto error = need_scope(context, kBasic)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"subscribed_fields"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  if (context.call.method == "GET") {
    json::Array data;
    if (account.subscribed) {
      const auto& names = account.subscribed_fields;
      data.push_back(json::Object{{"id", core.options.app.app_id},
                                  {"subscribed_fields", json::Array(names.begin(), names.end())}});
    }
    return Done{.body = json::Object{{"data", std::move(data)}}};
  }
  if (context.call.method == "POST") {
    auto names = field_names(context.call);
    if (names.empty()) return bad_parameter("The parameter subscribed_fields is required");
    for (const auto& name : names) {
      if (!is_webhook_field(name))
        return bad_parameter("Param subscribed_fields has an unknown field");
    }
    account.subscribed_fields = std::move(names);
  }
  account.subscribed = context.call.method == "POST";
  core.changes->add("account", {{"account", account.ig_id}});
  core.changed();
  return Done{.body = json::Object{{"success", true}}, .effect = true};
}

}  // namespace dunlin::instagram
