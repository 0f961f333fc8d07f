#include "rules/pattern_cost.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "rules/pattern.h"

namespace dunlin::rules {
namespace {

std::size_t cost_of(std::string_view pattern) {
  const auto rewritten = rewrite_pattern(pattern);
  EXPECT_TRUE(rewritten.ok()) << pattern;
  return rewritten.ok() ? rewritten->cost : 0;
}

TEST(PatternCost, RepeatsMultiplyThroughGroups) {
  EXPECT_EQ(cost_of("(a{10}){10}"), 100U);
  EXPECT_EQ(cost_of("((a{2,5}){3}){2,}"), 45U);
  EXPECT_EQ(cost_of("(?:a|b){7}"), 14U);
  EXPECT_EQ(cost_of("(?P<x>a)+(?:b)*"), 2U);
  EXPECT_EQ(cost_of("(?i)a{3}"), 3U);
}

TEST(PatternCost, ClassesWeighByWhatTheyRead) {
  EXPECT_EQ(cost_of("\\w{3}"), 3 * PatternCost::kUnicodeClass);
  EXPECT_EQ(cost_of(".{3}"), 3 * PatternCost::kWideClass);
  EXPECT_EQ(cost_of("[ab]{3}"), 3 * PatternCost::kSmallClass);
  EXPECT_EQ(cost_of("\\bab+\\b"), 4U);
}

TEST(PatternCost, LongPlainWordsAreCheap) {
  EXPECT_LE(cost_of(std::string(400, 'x')), Pattern::kMaxCost);
}

TEST(PatternCost, DoesNotOverflow) {
  std::string nested = "a";
  for (int i = 0; i < 60; ++i) nested = "(" + nested + "){9999}";
  EXPECT_GT(cost_of(nested), Pattern::kMaxCost);
  EXPECT_GT(cost_of("a{99999999999999999999}"), Pattern::kMaxCost);
}

/// Expressions made to be slow: nested repeats, alternatives of one another, wide classes.
std::string hostile(std::mt19937& random) {
  constexpr std::string_view atoms[] = {"a",        "b",   "\\w", ".",   "[ab]",    "[^a]",
                                        "\\pL",     "\\W", "ی",   "\\b", "(?:a|b)", "\\S",
                                        "(?:aa|a)", ".*",  "a*",  "b?",  "[a-z]"};
  constexpr std::string_view repeats[] = {"",       "",     "*",      "+",  "?",     "{1,20}",
                                          "{0,50}", "{20}", "{2,70}", "*?", "{10,}", "{1000}"};
  const auto below = [&](std::size_t bound) { return random() % bound; };
  std::string out;
  std::size_t open = 0;
  for (std::size_t parts = 1 + below(10); parts > 0; --parts) {
    if (below(4) == 0) out += '(', ++open;
    out += atoms[below(std::size(atoms))];
    out += repeats[below(std::size(repeats))];
    if (open > 0 && below(3) == 0) {
      out += ')';
      out += repeats[below(std::size(repeats))];
      --open;
    }
    if (below(8) == 0) out += '|';
  }
  for (; open > 0; --open) (out += ')') += repeats[below(std::size(repeats))];
  return out;
}

/// The time that this stands for is measured by bench/rules_bench.cc.
TEST(Pattern, OfThousandsOfHostileOnesEachIsBoundedOrRefused) {
  std::mt19937 random(20260101);
  std::string text;
  while (text.size() < 2 * PatternText::kMaxBytes) text += random() % 2 ? "a" : "b";
  int accepted = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string source = hostile(random);
    const auto pattern = Pattern::compile(source);
    if (!pattern) {
      EXPECT_TRUE(pattern.error().id.starts_with("rules.pattern_")) << source;
      continue;
    }
    ++accepted;
    EXPECT_LE(pattern->cost(), Pattern::kMaxCost) << source;
    EXPECT_LE(pattern->instructions(), Pattern::kMaxInstructions) << source;
    if (accepted % 40 != 0) continue;
    PatternText pattern_text(text);
    if (const auto span = pattern->find(pattern_text)) EXPECT_LE(span->end, PatternText::kMaxBytes);
  }
  EXPECT_GT(accepted, 500);
  EXPECT_LT(accepted, 4500);
}

}  // namespace
}  // namespace dunlin::rules
