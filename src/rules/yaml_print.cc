#include <algorithm>
#include <array>

#include "rules/text.h"
#include "rules/yaml.h"

namespace dunlin::rules {
namespace {

/// Words that some reader of YAML takes for something else than text.
constexpr std::array<std::string_view, 12> kReserved{"true", "false", "null", "yes", "no",  "on",
                                                     "off",  "y",     "n",    "nan", "inf", "~"};

bool only_plain_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    constexpr std::string_view allowed = " _-.,!'/()+*@%";
    const bool ascii = character.code < 0x80 &&
                       allowed.find(static_cast<char>(character.code)) != std::string_view::npos;
    if (!ascii && !is_word_character(character.code)) return false;
    at += character.length;
  }
  return true;
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ') return false;
  const char32_t first = character_at(text, 0).code;
  const bool digit = first < 0x80 && first >= U'0' && first <= U'9';
  if (!is_word_character(first) || digit) return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::find(kReserved.begin(), kReserved.end(), lower) == kReserved.end() &&
         only_plain_characters(text);
}

class Printer {
 public:
  std::string run(const json::Value& value) {
    if (is_block(value))
      block(value, 0);
    else
      line(value);
    return std::move(out_);
  }

 private:
  static bool is_block(const json::Value& value) {
    return (value.is_object() && !value.get_object().empty()) ||
           (value.is_array() && !value.get_array().empty());
  }
  /// A list of scalars that reads well in one line: [price, cost, "24"].
  static bool is_short(const json::Value& value) {
    constexpr std::size_t most_bytes = 80;
    if (!value.is_array()) return false;
    std::size_t bytes = 0;
    for (const json::Value& item : value.get_array()) {
      if (is_block(item)) return false;
      bytes += 2 + (item.is_string() ? item.get_string().size() : 8);
    }
    return bytes <= most_bytes;
  }

  void block(const json::Value& value, int indent) {
    if (value.is_object())
      object(value.get_object(), indent, First::indented);
    else
      array(value.get_array(), indent);
  }
  /// The first member of an object in a list stands behind its dash.
  enum class First { indented, behind_dash };
  void object(const json::Object& object, int indent, First first) {
    for (const auto& member : object) {
      if (first == First::indented) out_.append(static_cast<std::size_t>(indent), ' ');
      first = First::indented;
      scalar(std::string_view(member.key().data(), member.key().size()));
      out_ += ':';
      behind(member.value(), indent + 2);
    }
  }
  void behind(const json::Value& value, int indent) {
    if (is_block(value) && !is_short(value)) {
      out_ += '\n';
      block(value, indent);
    } else {
      out_ += ' ';
      line(value);
    }
  }
  void array(const json::Array& array, int indent) {
    for (const json::Value& item : array) {
      out_.append(static_cast<std::size_t>(indent), ' ');
      out_ += '-';
      if (item.is_object() && !item.get_object().empty()) {
        out_ += ' ';
        object(item.get_object(), indent + 2, First::behind_dash);
      } else {
        behind(item, indent + 2);
      }
    }
  }
  void line(const json::Value& value) {
    if (is_short(value)) {
      out_ += '[';
      for (bool first = true; const json::Value& item : value.get_array()) {
        if (!first) out_ += ", ";
        first = false;
        in_list(item);
      }
      out_ += ']';
    } else if (value.is_string()) {
      scalar(value.get_string());
    } else {
      out_ += json::print(value);
    }
    out_ += '\n';
  }
  void in_list(const json::Value& item) {
    const bool text = item.is_string();
    // A comma ends an item of such a list.
    if (text && std::string_view(item.get_string()).find(',') == std::string_view::npos)
      scalar(item.get_string());
    else
      out_ += json::print(item);
  }
  void scalar(std::string_view text) {
    if (is_plain(text))
      out_ += text;
    else
      out_ += json::print(json::Value(text));
  }

  std::string out_;
};

}  // namespace

std::string print_yaml(const json::Value& value) {
  return Printer().run(value);
}

}  // namespace dunlin::rules
