#pragma once

#include <string>
#include <string_view>

#include "json/json.h"
#include "json/reader.h"
#include "rules/rule.h"

/// Parts of the JSON form that several files write and read.
namespace dunlin::rules {

json::Array keywords_json(const std::vector<Keyword>& keywords);
/// Each {text, kind}, or a plain string for a word.
Result<std::vector<Keyword>> read_keywords(json::Reader& in, std::string_view field);

json::Object conditions_json(const Conditions& conditions);
Result<Conditions> read_conditions(const json::Value& value, std::string path);

json::Object action_json(const Action& action);
Result<Action> read_action(const json::Value& value, const std::string& path);

/// {"type": "text" | "media" | "buttons" | "cards", …}
json::Object content_json(const graph::Content& content);
Result<graph::Content> read_content(json::Reader& in, std::string_view type);
json::Array quick_replies_json(const std::vector<graph::QuickReply>& replies);
Result<std::vector<graph::QuickReply>> read_quick_replies(json::Reader& in);

/// A field whose values have names (names.h).
template <class Names, class Enum>
Enum read_named(json::Reader& in, std::string_view field, const Names& names, Enum otherwise) {
  const auto text = in.optional_text(field, {.max_bytes = 40});
  if (!text) return otherwise;
  if (const auto found = names.find(*text)) return *found;
  std::string allowed;
  for (const auto& [value, name] : names.table) {
    allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  }
  in.fault(field, "input.choice", "must be one of " + allowed);
  return otherwise;
}

}  // namespace dunlin::rules
