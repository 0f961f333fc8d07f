#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

/// api/sentences.json: what the server says, for those who say it in another language. Tests hold
/// it to the server's own tables on one side, and the pages' texts to it on the other.
namespace dunlin::testing {

inline json::Object sentences_of(std::string_view group) {
  std::ifstream file("api/sentences.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto all = json::parse(text);
  if (!all) return {};
  const json::Value* found = all->as_object().if_contains(group);
  return found ? found->as_object() : json::Object{};
}

/// Whether a sentence is one of the list "reasons", with anything in the place of its {names}.
inline bool is_listed_reason(const std::string& sentence) {
  static const std::vector<std::string> listed = [] {
    std::vector<std::string> out;
    for (const auto& [id, words] : sentences_of("reasons")) out.emplace_back(words.as_string());
    return out;
  }();
  if (std::ranges::find(listed, sentence) != listed.end()) return true;
  const std::regex sign(R"([.^$|()\[\]*+?\\])"), name(R"(\{\w+\})");
  return std::ranges::any_of(listed, [&](const std::string& words) {
    if (words.find('{') == std::string::npos) return false;
    const std::string plain = std::regex_replace(words, sign, R"(\$&)");
    return std::regex_match(sentence, std::regex(std::regex_replace(plain, name, ".*")));
  });
}

}  // namespace dunlin::testing
