#include <string>

#include <fmt/format.h>

#include "base/utf8.h"
#include "rules/pattern.h"
#include "rules/pattern_class.h"

namespace dunlin::rules {
namespace {

/// What stood before, as far as it decides whether an edge can stand here.
enum class Before { unknown, word, other };

class Rewriter {
 public:
  Rewriter(std::string_view source, Edges edges) : source_(source), edges_(edges) {}

  Result<std::string> run() {
    while (at_ < source_.size()) DUNLIN_CHECK(part());
    return std::move(out_);
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
        return set(source_.substr(at_++, 1), "$");
      case '.':
        ++at_;
        return dot();
      case ')':
      case '|':
      case '*':
      case '+':
      case '?':
        return copy(1);
      case '{':
        if (const std::size_t length = repeat_length()) return copy(length);
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
  Status set(std::string_view plain, std::string_view marked) {
    out_ += edges_ == Edges::plain ? std::string(plain) : fmt::format("(?:{}?{})", kEdge, marked);
    before_ = Before::unknown;
    return {};
  }
  Status set(const std::string& both) { return set(both, both); }

  Status dot() { return set(".", fmt::format("[^{}\\n]", kEdge)); }

  Status bracket() {
    DUNLIN_TRY(const std::string rewritten, rewrite_class(source_, at_, edges_));
    if (!rewritten.empty()) return set(rewritten);
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
    for (std::size_t at = 0; at < folded.size();) {
      const Character character = character_at(folded, at);
      at += character.length;
      const Before here =
          is_word_character(character.code) || character.code == '_' ? Before::word : Before::other;
      if (edges_ == Edges::marked && (before_ != here || repeated))
        atoms += std::string(kEdge) + '?';
      atoms += quoted(character.code);
      before_ = here;
    }
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
        return set(fmt::format("[{}]", kWordClass));
      case 'W':
        ++at_;
        return set(fmt::format("[^{}]", kWordClass), fmt::format("[^{}{}]", kWordClass, kEdge));
      case 'd':
        ++at_;
        return set("\\d");
      case 'D':
        ++at_;
        return set("\\D", fmt::format("[^\\d{}]", kEdge));
      case 's':
        ++at_;
        return set("[\\s\\pZ]");
      case 'S':
        ++at_;
        return set("[^\\s\\pZ]", fmt::format("[^\\s\\pZ{}]", kEdge));
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
        return set("\\z");
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
    if (!found.negated) return set("\\p" + found.name);
    return set("\\P" + found.name, fmt::format("[^\\p{}{}]", found.name, kEdge));
  }

  Status group() {
    if (!source_.substr(at_).starts_with("(?")) return copy(1);
    const std::string_view rest = source_.substr(at_ + 2);
    for (const std::string_view around : {"=", "!", "<=", "<!"}) {
      if (rest.starts_with(around)) return unsupported_pattern("look-ahead or look-behind");
    }
    if (rest.starts_with("P<")) {
      const auto end = rest.find('>');
      if (end == std::string_view::npos) return unsupported_pattern("an unclosed group name");
      return copy(end + 3);
    }
    const auto end = rest.find_first_not_of("imsU-");
    if (end == std::string_view::npos || (rest[end] != ':' && rest[end] != ')')) {
      return unsupported_pattern("an unknown kind of group \"(?\"");
    }
    if (edges_ == Edges::marked && rest.substr(0, end).find('s') != std::string_view::npos) {
      return unsupported_pattern("(?s) together with \\b");
    }
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
  DUNLIN_TRY(std::string expression, Rewriter(normal, edges).run());
  return Rewritten{std::move(expression), edges == Edges::marked};
}

}  // namespace dunlin::rules
