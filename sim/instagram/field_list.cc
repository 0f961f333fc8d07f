#include "sim/instagram/field_list.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace dunlin::instagram {
namespace {

constexpr int kMaxDepth = 4;
constexpr int kMaxNames = 100;

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  bool list(std::vector<Field>& out, int depth) {
    if (depth > kMaxDepth) return false;
    for (;;) {
      Field field;
      if (!one(field, depth)) return false;
      out.push_back(std::move(field));
      if (!eat(',')) return true;
    }
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  bool one(Field& field, int depth) {
    if (++names_ > kMaxNames) return false;
    field.name = word();
    if (field.name.empty()) return false;
    while (eat('.')) {
      if (!modifier(field)) return false;
    }
    if (!eat('{')) return true;
    return list(field.inner, depth + 1) && eat('}');
  }

  bool modifier(Field& field) {
    const std::string name = word();
    if (!eat('(')) return false;
    const std::string value = word();
    if (!eat(')') || name != "limit") return false;
    int number = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
    if (parsed.ec != std::errc{} || number < 1) return false;
    field.limit = number;
    return true;
  }

  std::string word() {
    const auto inside = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), inside);
    std::string out(rest_.begin(), end);
    rest_.remove_prefix(out.size());
    return out;
  }

  bool eat(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
  int names_ = 0;
};

}  // namespace

std::variant<std::vector<Field>, GraphError> parse_fields(std::string_view text) {
  std::vector<Field> out;
  Parser parser(text);
  if (!parser.list(out, 1) || !parser.at_end()) {
    return bad_parameter(fmt::format("Syntax error in field list \"{}\"", text.substr(0, 100)));
  }
  return out;
}

std::optional<GraphError> refuse_unknown_fields(const std::vector<Field>& fields,
                                                std::initializer_list<std::string_view> known) {
  for (const Field& field : fields) {
    if (std::find(known.begin(), known.end(), field.name) != known.end()) continue;
    return bad_parameter(fmt::format("Tried accessing nonexisting field ({})", field.name));
  }
  return {};
}

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
  const auto same = [&](const Field& field) { return field.name == name; };
  const auto it = std::find_if(fields.begin(), fields.end(), same);
  return it == fields.end() ? nullptr : &*it;
}

json::Object pick(const json::Object& all, const std::vector<Field>& fields) {
  json::Object out;
  for (const Field& field : fields) {
    if (const auto* value = all.if_contains(field.name)) out[field.name] = *value;
  }
  if (const auto* id = all.if_contains("id")) out["id"] = *id;
  return out;
}

}  // namespace dunlin::instagram
