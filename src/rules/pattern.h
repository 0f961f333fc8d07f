#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/text.h"

/// Regular expressions of users, bounded (RELIABILITY §3.3 "Regex", S9).
namespace dunlin::rules {

/// A folded text as patterns see it: cut at 4 KiB, and once more with a mark at each edge of a
/// word, made when first asked for.
class PatternText {
 public:
  static constexpr std::size_t kMaxBytes = 4096;
  explicit PatternText(std::string_view folded);
  [[nodiscard]] std::string_view plain() const { return plain_; }
  [[nodiscard]] std::string_view marked();
  /// Bytes of the folded text.
  [[nodiscard]] Span unmarked(Span span) const;

 private:
  std::string_view plain_;
  std::string marked_;
  std::vector<std::uint32_t> origins_;
};

/// One compiled expression. Thread safe.
class Pattern {
 public:
  /// Bounds of what a search may cost (pattern_cost.h) and of the compiled size. Of the slowest
  /// expressions found none takes over 15 ms for 4 KiB within them.
  static constexpr std::size_t kMaxCost = 120;
  static constexpr int kMaxInstructions = 25'000;

  /// Errors: rules.pattern_too_long (over 512 bytes), rules.pattern_unsupported (look-around, back
  /// references, …), rules.pattern_too_big, rules.pattern_invalid.
  static Result<Pattern> compile(std::string_view source);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  /// Where it first occurs, in bytes of the folded text.
  [[nodiscard]] std::optional<Span> find(PatternText& text) const;
  [[nodiscard]] int instructions() const;
  [[nodiscard]] std::size_t cost() const;

 private:
  struct Engine;
  explicit Pattern(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

/// The expression for RE2. `marked`: it asks for edges of words, and so is to be run on the marked
/// text.
///
/// RE2's \b and \w know ASCII only, and it has no look-around to build others from. So \w becomes a
/// class of letters, digits, marks and underscore, and \b becomes the mark U+0001, which every
/// other atom may skip before itself. Literals and classes are folded like the text.
struct Rewritten {
  std::string expression;
  bool marked = false;
  std::size_t cost = 0;
};
Result<Rewritten> rewrite_pattern(std::string_view source);

}  // namespace dunlin::rules
