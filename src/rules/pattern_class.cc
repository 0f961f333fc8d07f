#include "rules/pattern_class.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "rules/text.h"

namespace dunlin::rules {
namespace {

/// Wider ranges (whole planes) are taken as they are.
constexpr char32_t kMaxFoldedRange = 2048;

class ClassRewriter {
 public:
  ClassRewriter(std::string_view source, std::size_t& at, Edges edges)
      : source_(source), at_(at), edges_(edges) {}

  Result<std::string> run() {
    const std::size_t begin = at_++;
    negated_ = take('^');
    for (bool first = true; first || peek() != ']'; first = false) {
      if (at_ >= source_.size()) return unclosed(begin);
      DUNLIN_CHECK(item());
    }
    ++at_;
    return printed();
  }

 private:
  [[nodiscard]] char peek() const { return at_ < source_.size() ? source_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  Error unclosed(std::size_t begin) const {
    return {
        Code::invalid, "rules.pattern_invalid",
        fmt::format("The \"[\" at byte {} of the regular expression is never closed.", begin + 1)};
  }

  Status item() {
    if (source_.substr(at_).starts_with("[:")) return named();
    if (peek() == '\\') {
      const std::size_t before = at_;
      DUNLIN_TRY(const bool taken, set_escape());
      if (taken) return {};
      at_ = before;
    }
    DUNLIN_TRY(const char32_t low, single());
    if (peek() != '-' || at_ + 1 >= source_.size() || source_[at_ + 1] == ']') return add(low, low);
    ++at_;
    DUNLIN_TRY(const char32_t high, single());
    if (high < low) {
      return Error(Code::invalid, "rules.pattern_invalid",
                   "A range in the regular expression ends before it begins.");
    }
    return add(low, high);
  }

  /// "[:alpha:]"
  Status named() {
    const auto end = source_.find(":]", at_);
    if (end == std::string_view::npos) return unclosed(at_);
    sets_ += source_.substr(at_, end + 2 - at_);
    at_ = end + 2;
    return {};
  }

  /// \d \w \s \pL and their opposites.
  Result<bool> set_escape() {
    ++at_;
    const char kind = peek();
    if (kind == 'p' || kind == 'P') {
      DUNLIN_TRY(const Property found, property(source_, at_));
      if (found.negated && edges_ == Edges::marked) return complement_refused();
      sets_ += (found.negated ? "\\P" : "\\p") + found.name;
      return true;
    }
    if (kind == 'D' || kind == 'S' || kind == 'W') {
      if (edges_ == Edges::marked || kind == 'W') return complement_refused();
      sets_ += kind == 'D' ? "\\D" : "\\S";
    } else if (kind == 'd') {
      sets_ += "\\d";
    } else if (kind == 's') {
      sets_ += "\\s\\pZ";
    } else if (kind == 'w') {
      sets_ += kWordClass;
    } else {
      return false;
    }
    ++at_;
    return true;
  }
  static Error complement_refused() {
    return unsupported_pattern("\\W (and with \\b also \\D, \\S and \\P) inside [ ]");
  }

  Result<char32_t> single() {
    if (at_ >= source_.size()) return unclosed(at_);
    if (peek() != '\\') {
      const Character character = character_at(source_, at_);
      at_ += character.length;
      return character.code;
    }
    ++at_;
    DUNLIN_TRY(const auto escaped, escaped_character(source_, at_));
    if (!escaped) return unsupported_pattern(fmt::format("\\{} inside [ ]", peek()));
    return *escaped;
  }

  Status add(char32_t low, char32_t high) {
    if (high - low >= kMaxFoldedRange) {
      ranges_.emplace_back(low, high);
      return {};
    }
    for (char32_t code = low; code <= high; ++code) {
      std::string one;
      append_character(one, code);
      const std::string folded = fold(one).text;
      const Character first = character_at(folded, 0);
      if (first.length != 0 && first.length == folded.size()) {
        ranges_.emplace_back(first.code, first.code);
      } else if (!folded.empty() && low == high) {
        return unsupported_pattern(
            fmt::format("\"{}\" inside [ ], which stands for several letters,", one));
      }
    }
    return {};
  }

  std::string printed() {
    std::sort(ranges_.begin(), ranges_.end());
    std::string items = sets_;
    for (std::size_t i = 0; i < ranges_.size();) {
      auto [low, high] = ranges_[i];
      for (++i; i < ranges_.size() && ranges_[i].first <= high + 1; ++i)
        high = std::max(high, ranges_[i].second);
      items += quoted(low);
      if (high != low) items += '-' + quoted(high);
    }
    if (negated_ && edges_ == Edges::marked) items += kEdge;
    if (items.empty()) return negated_ ? "(?s:.)" : "";
    return fmt::format("[{}{}]", negated_ ? "^" : "", items);
  }

  std::string_view source_;
  std::size_t& at_;
  Edges edges_;
  bool negated_ = false;
  std::string sets_;
  std::vector<std::pair<char32_t, char32_t>> ranges_;
};

Result<char32_t> hexadecimal(std::string_view digits) {
  char32_t value = 0;
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    const int digit = c >= '0' && c <= '9'           ? c - '0'
                      : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                     : -1;
    if (digit < 0 || value > 0x10FFFF) value = 0x110000;
    if (value <= 0x10FFFF) value = value * 16 + static_cast<char32_t>(digit);
  }
  if (digits.empty() || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return Error(Code::invalid, "rules.pattern_invalid",
                 "A \\x in the regular expression does not name a character.");
  }
  return value;
}

}  // namespace

Error unsupported_pattern(std::string_view what) {
  return Error(Code::invalid, "rules.pattern_unsupported",
               fmt::format("The regular expression uses {} which is not supported.", what))
      .hinting("The syntax is RE2's; \\b \\w \\d know every script.");
}

std::string quoted(char32_t character) {
  std::string out;
  const bool alphanumeric = character < 0x80 && is_word_character(character);
  if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
    return fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(character));
  }
  if (character < 0x80 && !alphanumeric && character != ' ' && character != '_') out += '\\';
  append_character(out, character);
  return out;
}

Result<std::optional<char32_t>> escaped_character(std::string_view source, std::size_t& at) {
  if (at >= source.size()) {
    return Error(Code::invalid, "rules.pattern_invalid",
                 "The regular expression ends with a lone backslash.");
  }
  constexpr std::string_view names = "ntrfva";
  constexpr std::string_view controls = "\n\t\r\f\v\a";
  const char c = source[at];
  if (const auto found = names.find(c); found != std::string_view::npos) {
    ++at;
    return std::optional<char32_t>(static_cast<char32_t>(controls[found]));
  }
  if (c == 'x') {
    std::string_view digits = source.substr(at + 1, 2);
    std::size_t length = 1 + digits.size();
    if (digits.starts_with('{')) {
      digits = source.substr(at + 2, source.find('}', at) - at - 2);
      length = 3 + digits.size();
    }
    DUNLIN_TRY(const char32_t value, hexadecimal(digits));
    at += length;
    return std::optional<char32_t>(value);
  }
  const Character character = character_at(source, at);
  if (character.code < 0x80 && is_word_character(character.code)) return std::optional<char32_t>();
  at += character.length;
  return std::optional<char32_t>(character.code);
}

Result<Property> property(std::string_view source, std::size_t& at) {
  Property out{"", source[at] == 'P'};
  ++at;
  const std::size_t begin = at;
  if (at < source.size() && source[at] == '{') {
    const auto end = source.find('}', at);
    at = end == std::string_view::npos ? source.size() : end + 1;
    out.name = source.substr(begin, at - begin);
    if (out.name.starts_with("{^")) {
      out.name.erase(1, 1);
      out.negated = !out.negated;
    }
  } else if (at < source.size()) {
    out.name = source[at++];
  }
  const bool plain = std::all_of(out.name.begin(), out.name.end(), [](char c) {
    return is_word_character(static_cast<unsigned char>(c)) || c == '{' || c == '}' || c == '_';
  });
  if (out.name.empty() || !plain) {
    return Error(Code::invalid, "rules.pattern_invalid",
                 "A \\p in the regular expression does not name a property.");
  }
  return out;
}

Result<std::string> rewrite_class(std::string_view source, std::size_t& at, Edges edges) {
  return ClassRewriter(source, at, edges).run();
}

}  // namespace dunlin::rules
