#include <array>

#include "sim/instagram/control_routes.h"
#include "sim/instagram/demo.h"
#include "sim/instagram/people_common.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

using Answer = Result<ControlAnswer>;

Answer get_state(ControlCall& call) {
  return ControlAnswer{.body = state_view(call.core)};
}

Answer post_account(ControlCall& call) {
  json::Reader in(call.body);
  NewAccount wanted;
  wanted.username = in.text("username", {.min_bytes = 1, .max_bytes = 60});
  wanted.name = in.optional_text("name", {.max_bytes = 100}).value_or("");
  wanted.ig_id = in.optional_text("ig_id", {.max_bytes = 40}).value_or("");
  wanted.token = in.optional_text("token", {.max_bytes = 500}).value_or("");
  wanted.subscribed = in.optional_flag("subscribed").value_or(true);
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string ig_id, People(call.core).add_account(wanted));
  return ControlAnswer{201, view(call.core.state.accounts.at(ig_id), call.core.state)};
}

Answer put_account(ControlCall& call) {
  DUNLIN_TRY(const std::string ig_id, account_or_first(call.core.state, call.parameter(0)));
  Account& account = *call.core.state.account(ig_id);
  json::Reader in(call.body);
  const auto condition = in.optional_choice(
      "condition", {"ok", "restricted", "blocked", "policy_block", "messages_off", "link_broken"});
  const auto token = in.optional_choice("token", {"valid", "expired", "revoked"});
  const auto subscribed = in.optional_flag("subscribed");
  const auto followers = in.optional_integer("followers", 0, 1'000'000'000);
  const auto impressions = in.optional_integer("impressions", 0, 1'000'000'000);
  DUNLIN_CHECK(in.finish());
  if (condition) account.condition = *condition_named(*condition);
  if (subscribed) account.subscribed = *subscribed;
  if (followers) account.followers = *followers;
  if (impressions) account.impressions = *impressions;
  for (auto& [text, one] : call.core.state.tokens) {
    if (token && one.ig_id == ig_id) one.state = *token_state_named(*token);
  }
  call.core.changes->add("account", {{"account", ig_id}});
  call.core.changed();
  return ControlAnswer{.body = view(account, call.core.state)};
}

Answer account_write(ControlCall& call) {
  json::Reader in(call.body);
  const Between to{.person = in.text("person", {.min_bytes = 1, .max_bytes = 60}),
                   .ig_id = call.parameter(0)};
  const std::string text = in.text("text", {.min_bytes = 1, .max_bytes = 20'000});
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string mid, People(call.core).account_writes(to, text));
  return ControlAnswer{201, json::Object{{"mid", mid}}};
}

Answer post_media(ControlCall& call) {
  json::Reader in(call.body);
  NewMedia wanted;
  wanted.caption = in.optional_text("caption", {.max_bytes = 8800}).value_or("");
  wanted.product_type =
      in.optional_choice("product_type", {"FEED", "REELS", "STORY", "AD"}).value_or("FEED");
  wanted.live = in.optional_flag("live").value_or(false);
  const std::string account = in.optional_text("account", {.max_bytes = 40}).value_or("");
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string id, People(call.core).add_media(account, wanted));
  return ControlAnswer{201, json::Object{{"media_id", id}}};
}

Answer end_broadcast(ControlCall& call) {
  DUNLIN_CHECK(People(call.core).end_broadcast(call.parameter(0)));
  return ControlAnswer{};
}

Answer get_comments(ControlCall& call) {
  const State& state = call.core.state;
  const std::string media_id = call.query("media_id");
  DUNLIN_TRY(const std::string ig_id, account_or_first(state, call.query("account")));
  json::Array media;
  for (const auto& [id, one] : state.media) {
    const bool wanted = media_id.empty() ? one.ig_id == ig_id : id == media_id;
    if (wanted) media.push_back(media_with_comments(one, state));
  }
  return ControlAnswer{.body = json::Object{{"media", std::move(media)}}};
}

Answer get_faults(ControlCall& call) {
  return ControlAnswer{.body = call.core.faults.to_json()};
}

Answer put_faults(ControlCall& call) {
  DUNLIN_CHECK(call.core.faults.change(call.body));
  call.core.changes->add("faults", {});
  return get_faults(call);
}

Answer get_switches(ControlCall& call) {
  return ControlAnswer{.body = to_json(call.core.switches())};
}

Answer put_switches(ControlCall& call) {
  DUNLIN_CHECK(change(call.core.switches(), call.body));
  call.core.changes->add("switches", {});
  return get_switches(call);
}

Answer post_reset(ControlCall& call) {
  if (call.core.options.reset == Options::Reset::refused) {
    return sim_error(Code::forbidden, "sim.reset_refused", "This simulator may not be reset.");
  }
  call.core.clear();
  DUNLIN_CHECK(seed_demo(People(call.core)));
  return get_state(call);
}

constexpr std::array kRoutes = {
    ControlRoute{"GET", "/sim/api/state", get_state},
    ControlRoute{"POST", "/sim/api/accounts", post_account},
    ControlRoute{"PUT", "/sim/api/accounts/{ig_id}", put_account},
    ControlRoute{"POST", "/sim/api/accounts/{ig_id}/write", account_write},
    ControlRoute{"POST", "/sim/api/media", post_media},
    ControlRoute{"POST", "/sim/api/media/{id}/end", end_broadcast},
    ControlRoute{"GET", "/sim/api/comments", get_comments},
    ControlRoute{"GET", "/sim/api/faults", get_faults},
    ControlRoute{"PUT", "/sim/api/faults", put_faults},
    ControlRoute{"GET", "/sim/api/switches", get_switches},
    ControlRoute{"PUT", "/sim/api/switches", put_switches},
    ControlRoute{"POST", "/sim/api/reset", post_reset},
};

}  // namespace

std::span<const ControlRoute> world_routes() {
  return kRoutes;
}

}  // namespace dunlin::instagram
