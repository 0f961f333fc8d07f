#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "base/utf8.h"
#include "rules/pattern.h"
#include "rules/pattern_class.h"
#include "rules/pattern_cost.h"

namespace dunlin::rules {
namespace {

/// What stood before, as far as it decides whether an edge can stand here.
enum class Before { unknown, word, other };

/// Of what rewrite_class gives.
std::size_t class_weight(std::string_view printed) {
  if (printed.find("\\p") != std::string_view::npos ||
      printed.find("\\P") != std::string_view::npos) {
    return PatternCost::kUnicodeClass;
  }
  const bool wide = printed.starts_with("[^") || printed.starts_with("(") ||
                    printed.find('\\') != std::string_view::npos;
  // A range takes some six bytes to write.
  const std::size_t ranges = std::min(printed.size() / 6, PatternCost::kUnicodeClass);
  return std::max(ranges, wide ? PatternCost::kWideClass : PatternCost::kSmallClass);
}

/// Of "2", "2,", "2,5".
std::size_t most_repeats(std::string_view inside) {
  std::size_t low = 0;
  std::size_t high = 0;
  const auto comma = inside.find(',');
  const auto number = [](std::string_view digits, std::size_t& out) {
    // RE2 refuses more than 1000 by itself.
    if (digits.size() > 4)
      out = 10'000;
    else
      std::from_chars(digits.data(), digits.data() + digits.size(), out);
  };
  number(inside.substr(0, comma), low);
  if (comma == std::string_view::npos) return low;
  number(inside.substr(comma + 1), high);
  return comma + 1 == inside.size() ? low + 1 : std::max(low, high);
}

class Rewriter {
 public:
  Rewriter(std::string_view source, Edges edges) : source_(source), edges_(edges) {}

  Result<Rewritten> run() {
    while (at_ < source_.size()) DUNLIN_CHECK(part());
    // The marked text is up to twice as long, and each place has its mark.
    const bool marked = edges_ == Edges::marked;
    return Rewritten{std::move(out_), marked, cost_.total() * (marked ? 2 : 1)};
  }

 private:
  Status part() {
    switch (source_[at_]) {
      case '\\':
        return escape();
      case '[':
        return bracket();
      case '(':
        return group();
      case '^':
        return copy(1);
      case '$':
        ++at_;
        return set("$", "$", 0);
      case '.':
        ++at_;
        return dot();
      case ')':
        cost_.close();
        return copy(1);
      case '|':
        cost_.alternative();
        return copy(1);
      case '*':
      case '+':
      case '?':
        cost_.repeat(1);
        return copy(1);
      case '{':
        if (const std::size_t length = repeat_length()) {
          cost_.repeat(most_repeats(source_.substr(at_ + 1, length - 2)));
          return copy(length);
        }
        break;
      default:
        break;
    }
    const Character character = character_at(source_, at_);
    at_ += character.length;
    return literal(character.code);
  }

  Status copy(std::size_t length) {
    out_ += source_.substr(at_, length);
    at_ += length;
    before_ = Before::unknown;
    return {};
  }

  /// One atom that is not a plain literal.
  Status set(std::string_view plain, std::string_view marked, std::size_t weight) {
    cost_.set(weight);
    out_ += edges_ == Edges::plain ? std::string(plain) : fmt::format("(?:{}?{})", kEdge, marked);
    before_ = Before::unknown;
    return {};
  }
  Status set(const std::string& both, std::size_t weight) { return set(both, both, weight); }

  Status dot() { return set(".", fmt::format("[^{}\\n]", kEdge), PatternCost::kWideClass); }

  Status bracket() {
    DUNLIN_TRY(const std::string rewritten, rewrite_class(source_, at_, edges_));
    if (!rewritten.empty()) return set(rewritten, class_weight(rewritten));
    out_ += "(?:)";
    return {};
  }

  Status literal(char32_t code) {
    std::string one;
    append_character(one, code);
    const std::string folded = fold(one).text;
    const bool repeated = at_ < source_.size() && (source_[at_] == '*' || source_[at_] == '+' ||
                                                   source_[at_] == '?' || repeat_length() != 0);
    std::string atoms;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < folded.size(); ++characters) {
      const Character character = character_at(folded, at);
      at += character.length;
      const Before here =
          is_word_character(character.code) || character.code == '_' ? Before::word : Before::other;
      if (edges_ == Edges::marked && (before_ != here || repeated))
        atoms += std::string(kEdge) + '?';
      atoms += quoted(character.code);
      before_ = here;
    }
    cost_.literal(characters);
    // A quantifier that follows is for all of it, and for nothing when folding drops the character.
    const bool one_atom = edges_ == Edges::plain &&
                          character_at(folded, 0).length == folded.size() && !folded.empty();
    out_ += !repeated || one_atom ? atoms : fmt::format("(?:{})", atoms);
    if (repeated) before_ = Before::unknown;
    return {};
  }

  Status escape() {
    ++at_;
    const char kind = at_ < source_.size() ? source_[at_] : '\0';
    switch (kind) {
      case 'b':
        return edge();
      case 'w':
        ++at_;
        return set(fmt::format("[{}]", kWordClass), PatternCost::kUnicodeClass);
      case 'W':
        ++at_;
        return set(fmt::format("[^{}]", kWordClass), fmt::format("[^{}{}]", kWordClass, kEdge),
                   PatternCost::kUnicodeClass);
      case 'd':
        ++at_;
        return set("\\d", PatternCost::kSmallClass);
      case 'D':
        ++at_;
        return set("\\D", fmt::format("[^\\d{}]", kEdge), PatternCost::kWideClass);
      case 's':
        ++at_;
        return set("[\\s\\pZ]", PatternCost::kWideClass);
      case 'S':
        ++at_;
        return set("[^\\s\\pZ]", fmt::format("[^\\s\\pZ{}]", kEdge), PatternCost::kSpaceClass);
      case 'p':
      case 'P':
        return unicode_property();
      case 'A':
        ++at_;
        out_ += "\\A";
        before_ = Before::unknown;
        return {};
      case 'z':
        ++at_;
        return set("\\z", 0);
      case 'B':
        return unsupported_pattern("\\B");
      default:
        break;
    }
    if (kind >= '0' && kind <= '9') return unsupported_pattern("a back reference or octal number");
    DUNLIN_TRY(const auto character, escaped_character(source_, at_));
    if (!character) return unsupported_pattern(fmt::format("\\{}", kind));
    return literal(*character);
  }

  Status edge() {
    ++at_;
    // Two in a row are one place, and a mark can be read once only.
    if (!out_.ends_with(kEdge)) out_ += kEdge;
    before_ = Before::unknown;
    return {};
  }

  Status unicode_property() {
    DUNLIN_TRY(const Property found, property(source_, at_));
    if (!found.negated) return set("\\p" + found.name, PatternCost::kUnicodeClass);
    return set("\\P" + found.name, fmt::format("[^\\p{}{}]", found.name, kEdge),
               PatternCost::kUnicodeClass);
  }

  Status group() {
    if (!source_.substr(at_).starts_with("(?")) {
      cost_.open();
      return copy(1);
    }
    const std::string_view rest = source_.substr(at_ + 2);
    for (const std::string_view around : {"=", "!", "<=", "<!"}) {
      if (rest.starts_with(around)) return unsupported_pattern("look-ahead or look-behind");
    }
    if (rest.starts_with("P<")) {
      const auto end = rest.find('>');
      if (end == std::string_view::npos) return unsupported_pattern("an unclosed group name");
      cost_.open();
      return copy(end + 3);
    }
    const auto end = rest.find_first_not_of("imsU-");
    if (end == std::string_view::npos || (rest[end] != ':' && rest[end] != ')')) {
      return unsupported_pattern("an unknown kind of group \"(?\"");
    }
    if (edges_ == Edges::marked && rest.substr(0, end).find('s') != std::string_view::npos) {
      return unsupported_pattern("(?s) together with \\b");
    }
    if (rest[end] == ':') cost_.open();
    return copy(end + 3);
  }

  /// Of "{2}", "{2,}", "{2,5}" at the place; 0 for a brace that stands for itself.
  [[nodiscard]] std::size_t repeat_length() const {
    if (source_[at_] != '{') return 0;
    const auto end = source_.find('}', at_);
    if (end == std::string_view::npos) return 0;
    const std::string_view inside = source_.substr(at_ + 1, end - at_ - 1);
    const auto comma = inside.find(',');
    const std::string_view low = inside.substr(0, comma);
    const std::string_view high = comma == std::string_view::npos ? "" : inside.substr(comma + 1);
    const auto digits = [](std::string_view text) {
      return text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return !low.empty() && digits(low) && digits(high) ? end + 1 - at_ : 0;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  Edges edges_;
  std::string out_;
  Before before_ = Before::unknown;
  PatternCost cost_;
};

/// A \b that is not itself escaped, and not inside a class, where it is refused.
bool asks_for_edges(std::string_view source) {
  for (std::size_t at = 0; at + 1 < source.size(); ++at) {
    if (source[at] != '\\') continue;
    ++at;
    if (source[at] == 'b') return true;
  }
  return false;
}

}  // namespace

Result<Rewritten> rewrite_pattern(std::string_view source) {
  if (!utf8::valid(source)) {
    return Error(Code::invalid, "rules.pattern_invalid",
                 "The regular expression is not valid UTF-8.");
  }
  const std::string normal = composed(source);
  const Edges edges = asks_for_edges(normal) ? Edges::marked : Edges::plain;
  return Rewriter(normal, edges).run();
}

}  // namespace dunlin::rules
