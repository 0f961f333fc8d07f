#include "json/fill.h"

#include <algorithm>

namespace dunlin::json {
namespace {

std::string text_of(const Object& values, std::string_view name) {
  const Value* value = values.if_contains(name);
  if (value == nullptr) return "";
  return value->is_string() ? std::string(value->get_string()) : print(*value);
}

}  // namespace

std::string fill(std::string_view words, const Object& values) {
  std::string out;
  while (true) {
    const auto open = words.find('{');
    const auto close = words.find('}', std::min(open, words.size()));
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    out += words.substr(0, open);
    out += text_of(values, words.substr(open + 1, close - open - 1));
    words.remove_prefix(close + 1);
  }
  out += words;
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace dunlin::json
