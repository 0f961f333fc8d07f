#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/automaton.h"
#include "rules/pattern.h"
#include "rules/rule.h"
#include "rules/text.h"

/// All keywords of all rules, found in one pass over a text.
namespace dunlin::rules {

enum class Group : std::uint8_t { any, all, none };

/// How a keyword is looked for; keywords that differ only in how they were written are one term.
struct KeywordForm {
  std::string text;
  enum class Fault { none, empty, no_words };
  Fault fault = Fault::none;
};
KeywordForm keyword_form(const Keyword& keyword);

/// Folded bytes.
struct Hit {
  std::uint32_t term = 0;
  Span span;
};

/// How many keywords of a rule occur, by list.
struct RuleHits {
  std::uint32_t rule = 0;
  std::uint32_t any = 0, all = 0, none = 0;
};

class Match {
 public:
  Folded folded;
  std::vector<Hit> hits;        ///< by term, then place; at most kMaxPlaces a term
  std::vector<RuleHits> rules;  ///< of the rules with at least one, by rule

  static constexpr std::uint32_t kMaxPlaces = 20;
  [[nodiscard]] bool has(std::uint32_t term) const;
};

class Matcher {
 public:
  /// A text's first 16 KiB are looked at.
  static constexpr std::size_t kMaxTextBytes = 16 << 10;

  /// Collects keywords; `rule` is any number the caller likes.
  class Builder {
   public:
    /// Errors: those of Pattern::compile. A keyword that folds to nothing is never found.
    Status add(std::uint32_t rule, Group group, const Keyword& keyword);
    [[nodiscard]] std::size_t patterns() const { return patterns_; }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    Matcher build() &&;

   private:
    friend class Matcher;
    enum class Space : std::uint8_t { literal, phrase, exact, regex };
    struct Entry {
      Space space;
      MatchKind kind;
      std::string text;
      std::uint32_t rule;
      Group group;
      std::uint32_t order;
      [[nodiscard]] bool same_term(const Entry& other) const;
    };
    std::vector<Entry> entries_;
    std::size_t patterns_ = 0;
  };

  Matcher() = default;
  [[nodiscard]] Match match(std::string_view text) const;
  /// The term of each added keyword, in the order of adding.
  [[nodiscard]] const std::vector<std::uint32_t>& term_of() const { return term_of_; }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Use {
    std::uint32_t rule;
    Group group;
  };
  class Hits;
  void scan_literals(std::string_view text, Hits& hits) const;
  void scan_phrases(std::string_view text, Hits& hits) const;
  void look_up_exact(std::string_view text, Hits& hits) const;
  void run_patterns(std::string_view text, Hits& hits) const;
  [[nodiscard]] std::vector<RuleHits> by_rule(const std::vector<Hit>& hits) const;

  struct Literal {
    std::uint32_t first_term = 0;
    bool word = false, contains = false;  ///< terms of this text, in this order
  };
  Automaton literals_, phrases_;
  std::vector<Literal> literal_;
  std::uint32_t first_phrase_ = 0, first_exact_ = 0, first_pattern_ = 0;
  std::vector<std::string> exact_;
  std::vector<Pattern> patterns_;
  std::vector<std::uint32_t> first_use_;  ///< of each term; one more at the end
  std::vector<Use> uses_;
  std::vector<std::uint32_t> term_of_;
};

}  // namespace dunlin::rules
