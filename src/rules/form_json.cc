#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rules/form.h"
#include "rules/names.h"
#include "rules/rules.h"

namespace dunlin::rules {
namespace {

constexpr json::TextLimits kAnyText{.max_bytes = 10'000};
constexpr std::size_t kAnyCount = 1000;
constexpr std::array<std::string_view, 8> kActionTypes{
    "reply", "text",    "media",          "buttons",
    "cards", "add_tag", "hand_to_person", "close_conversation"};

class ActionWriter {
 public:
  json::Object operator()(const Reply& reply) const {
    json::Array variants;
    for (const ReplyVariant& variant : reply.variants) {
      variants.push_back(
          json::Object{{"text", variant.text},
                       {"weight", variant.weight},
                       {"quick_replies", quick_replies_json(variant.quick_replies)}});
    }
    return {{"type", "reply"}, {"variants", std::move(variants)}};
  }
  json::Object operator()(const ReplyContent& reply) const { return content_json(reply.content); }
  json::Object operator()(const AddTag& tag) const {
    return {{"type", "add_tag"}, {"tag", tag.tag}};
  }
  json::Object operator()(const HandToPerson&) const { return {{"type", "hand_to_person"}}; }
  json::Object operator()(const CloseConversation&) const {
    return {{"type", "close_conversation"}};
  }
};

Result<Reply> read_reply(json::Reader& in) {
  Reply out;
  const json::Array* items = in.optional_array("variants", kAnyCount);
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    json::Reader one((*items)[i], in.path(fmt::format("variants[{}]", i)));
    ReplyVariant variant;
    variant.text = one.text("text", kAnyText);
    variant.weight =
        static_cast<int>(one.optional_integer("weight", 1, Limits::weight).value_or(1));
    DUNLIN_TRY(variant.quick_replies, read_quick_replies(one));
    DUNLIN_CHECK(one.finish());
    out.variants.push_back(std::move(variant));
  }
  return out;
}

Result<Action> read_action_of(json::Reader& in, std::string_view type) {
  if (type == "reply") {
    DUNLIN_TRY(Reply reply, read_reply(in));
    return Action(std::move(reply));
  }
  if (type == "add_tag") return Action(AddTag{in.text("tag", kAnyText)});
  if (type == "hand_to_person") return Action(HandToPerson{});
  if (type == "close_conversation") return Action(CloseConversation{});
  DUNLIN_TRY(graph::Content content, read_content(in, type));
  return Action(ReplyContent{std::move(content)});
}

/// What the server gives: read back, so that what was read can be written again.
void read_given(json::Reader& in, Rule& rule) {
  if (const auto id = in.optional_text("id", {.max_bytes = 40})) {
    const auto parsed = parse_id<RuleId>(*id);
    if (!parsed) in.fault("id", "rules.id_invalid", "is not the id of a rule (rul_…)");
    rule.id = parsed.value_or(RuleId{});
  }
  rule.version = in.optional_integer("version", 1, INT64_MAX).value_or(1);
  if (const auto created = in.optional_text("created_at", {.max_bytes = 40})) {
    const auto parsed = parse_rfc3339(*created);
    if (!parsed) in.fault("created_at", "rules.time_invalid", "is not an RFC 3339 time");
    rule.created_at = parsed.value_or(Instant{});
  }
}

}  // namespace

json::Object action_json(const Action& action) {
  return std::visit(ActionWriter{}, action);
}

Result<Action> read_action(const json::Value& value, const std::string& path) {
  json::Reader in(value, path);
  const std::string type = in.text("type", {.min_bytes = 1, .max_bytes = 40});
  const bool known =
      std::find(kActionTypes.begin(), kActionTypes.end(), type) != kActionTypes.end();
  if (!known) {
    if (!type.empty())
      in.fault("type", "input.choice",
               fmt::format("must be one of {}", fmt::join(kActionTypes, ", ")));
    DUNLIN_CHECK(in.finish_lenient());
  }
  DUNLIN_TRY(Action action, read_action_of(in, type));
  DUNLIN_CHECK(in.finish());
  return action;
}

json::Value to_json(const Rule& rule) {
  json::Array actions;
  for (const Action& action : rule.actions) actions.push_back(action_json(action));
  json::Object out{{"id", to_text(rule.id)},
                   {"version", rule.version},
                   {"created_at", to_rfc3339(rule.created_at)},
                   {"name", rule.name},
                   {"active", rule.active},
                   {"priority", rule.priority},
                   {"trigger", kTriggerNames.of(rule.trigger)},
                   {"conditions", conditions_json(rule.conditions)},
                   {"actions", std::move(actions)},
                   {"then", kThenNames.of(rule.then)},
                   {"cooldown_seconds", nullptr}};
  if (rule.cooldown)
    out["cooldown_seconds"] =
        std::chrono::duration_cast<std::chrono::seconds>(*rule.cooldown).count();
  return out;
}

Result<Rule> from_json(const json::Value& value, std::string_view path) {
  json::Reader in(value, std::string(path));
  Rule rule;
  read_given(in, rule);
  rule.name = in.text("name", {.max_bytes = Limits::name});
  rule.active = in.optional_flag("active").value_or(true);
  rule.priority = static_cast<int>(
      in.optional_integer("priority", -Limits::priority, Limits::priority).value_or(0));
  rule.trigger = read_named(in, "trigger", kTriggerNames, Trigger::message);
  if (const json::Value* conditions = in.optional_value("conditions")) {
    DUNLIN_TRY(rule.conditions, read_conditions(*conditions, in.path("conditions")));
  }
  const json::Array* actions = in.optional_array("actions", kAnyCount);
  if (!in.optional_value("actions")) in.fault("actions", "input.required", "must be given");
  for (std::size_t i = 0; actions && i < actions->size(); ++i) {
    DUNLIN_TRY(Action action, read_action((*actions)[i], in.path(fmt::format("actions[{}]", i))));
    rule.actions.push_back(std::move(action));
  }
  rule.then = read_named(in, "then", kThenNames, Rule::Then::stop);
  const auto most = std::chrono::duration_cast<std::chrono::seconds>(Limits::cooldown).count();
  if (const auto seconds = in.optional_integer("cooldown_seconds", 0, most))
    rule.cooldown = std::chrono::seconds{*seconds};
  DUNLIN_CHECK(in.finish());
  return rule;
}

}  // namespace dunlin::rules
