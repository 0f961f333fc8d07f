#include <set>
#include <utility>

#include <fmt/format.h>

#include "json/reader.h"
#include "rules/rules.h"
#include "rules/yaml.h"

namespace dunlin::rules {
namespace {

std::string_view view(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

bool is_text(const json::Value* value, std::string_view text) {
  return value && value->is_string() && view(*value) == text;
}

/// Drops a member that says what holds without it.
template <class IsDefault>
void drop(json::Object& object, std::string_view key, IsDefault is_default) {
  const json::Value* value = object.if_contains(key);
  if (value && is_default(*value)) object.stable_erase(key);
}

void drop_empty_lists(json::Object& object) {
  json::Object kept;
  for (auto& member : object) {
    const json::Value& value = member.value();
    const bool empty = (value.is_array() && value.get_array().empty()) || value.is_null();
    if (!empty) kept.emplace(member.key(), value);
  }
  object = std::move(kept);
}

void shorten_keywords(json::Object& keywords) {
  for (auto& list : keywords) {
    for (json::Value& keyword : list.value().get_array()) {
      json::Object& object = keyword.get_object();
      if (is_text(object.if_contains("kind"), "word")) keyword = json::Value(object.at("text"));
    }
  }
  drop_empty_lists(keywords);
}

void shorten_conditions(json::Object& conditions) {
  json::Object& keywords = conditions.at("keywords").get_object();
  shorten_keywords(keywords);
  drop(conditions, "keywords", [](const json::Value& value) { return value.get_object().empty(); });
  drop(conditions, "test_traffic", [](const json::Value& value) { return is_text(&value, "any"); });
  if (json::Value* schedule = conditions.if_contains("schedule"); schedule && schedule->is_object())
    drop_empty_lists(schedule->get_object());
  drop_empty_lists(conditions);
}

void shorten_action(json::Object& action) {
  json::Value* variants = action.if_contains("variants");
  if (!variants) return;
  for (json::Value& variant : variants->get_array()) {
    json::Object& object = variant.get_object();
    drop(object, "weight", [](const json::Value& value) { return value == 1; });
    drop_empty_lists(object);
  }
}

json::Value short_form(const Rule& rule) {
  json::Object object = to_json(rule).get_object();
  for (const char* given : {"id", "version", "created_at"}) object.stable_erase(given);
  drop(object, "active", [](const json::Value& value) { return value == true; });
  drop(object, "priority", [](const json::Value& value) { return value == 0; });
  drop(object, "then", [](const json::Value& value) { return is_text(&value, "stop"); });
  shorten_conditions(object.at("conditions").get_object());
  drop(object, "conditions", [](const json::Value& value) { return value.get_object().empty(); });
  for (json::Value& action : object.at("actions").get_array()) shorten_action(action.get_object());
  drop(object, "cooldown_seconds", [](const json::Value& value) { return value.is_null(); });
  return object;
}

Result<std::vector<Rule>> read_rules(const json::Value& document) {
  json::Reader in(document);
  const json::Array* items = in.optional_array("rules", Limits::rules_of_a_file);
  if (!items) in.fault("rules", "input.required", "must be given");
  DUNLIN_CHECK(in.finish());
  std::vector<Rule> out;
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const std::string path = fmt::format("rules[{}]", i);
    DUNLIN_TRY(Rule rule, from_json((*items)[i], path));
    if (auto valid = validate(rule); !valid) {
      Error error = std::move(valid).error();
      error.field = error.field.empty() ? path : path + '.' + error.field;
      error.message = fmt::format("Rule \"{}\": {}", rule.name, error.message);
      return error;
    }
    if (!names.insert(rule.name).second) {
      return Error(Code::invalid, "rules.name_twice",
                   fmt::format("Two rules are named \"{}\".", rule.name))
          .at(path + ".name");
    }
    out.push_back(std::move(rule));
  }
  return out;
}

}  // namespace

std::string to_yaml(const std::vector<Rule>& rules) {
  json::Array items;
  for (const Rule& rule : rules) items.push_back(short_form(rule));
  return print_yaml(json::Object{{"rules", std::move(items)}});
}

Result<std::vector<Rule>> from_yaml(std::string_view text) {
  DUNLIN_TRY(const YamlDocument document, parse_yaml(text));
  auto rules = read_rules(document.value);
  if (!rules) return document.located(std::move(rules).error());
  return rules;
}

}  // namespace dunlin::rules
