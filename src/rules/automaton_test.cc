#include "rules/automaton.h"

#include <algorithm>
#include <string>
#include <tuple>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dunlin::rules {
namespace {

using Found = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Found scan(const Automaton& automaton, std::string_view text) {
  Found out;
  automaton.scan(text,
                 [&](std::uint32_t pattern, std::uint32_t end) { out.emplace_back(pattern, end); });
  return out;
}

Found scan_naively(const std::vector<std::string>& patterns, std::string_view text) {
  Found out;
  for (std::uint32_t end = 1; end <= text.size(); ++end) {
    std::vector<std::uint32_t> here;
    for (std::uint32_t i = 0; i < patterns.size(); ++i) {
      if (text.substr(0, end).ends_with(patterns[i])) here.push_back(i);
    }
    std::sort(here.begin(), here.end(),
              [&](auto a, auto b) { return patterns[a].size() > patterns[b].size(); });
    for (const auto pattern : here) out.emplace_back(pattern, end);
  }
  return out;
}

std::vector<std::string> sorted_unique(std::vector<std::string> patterns) {
  std::erase(patterns, "");
  std::sort(patterns.begin(), patterns.end());
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
  return patterns;
}

Automaton make(const std::vector<std::string>& patterns) {
  return Automaton(std::vector<std::string_view>(patterns.begin(), patterns.end()));
}

TEST(Automaton, WithoutPatternsFindsNothing) {
  EXPECT_TRUE(scan(Automaton(), "anything").empty());
}

TEST(Automaton, FindsPatternsInsideOthersFromTheLongestToTheShortest) {
  const std::vector<std::string> patterns{"e", "he", "hers", "his", "she"};
  EXPECT_EQ(scan(make(patterns), "ushers"), (Found{{4, 4}, {1, 4}, {0, 4}, {2, 6}}));
}

TEST(Automaton, WorksWithEveryByteInUse) {
  std::vector<std::string> patterns;
  for (int byte = 0; byte < 256; ++byte)
    patterns.push_back(std::string(1, static_cast<char>(byte)) + "x");
  patterns = sorted_unique(patterns);
  EXPECT_EQ(scan(make(patterns), std::string("\0x\xFFx", 4)),
            scan_naively(patterns, std::string("\0x\xFFx", 4)));
}

/// More nodes than have rows of their own.
TEST(Automaton, FindsEachOfManyPatterns) {
  std::vector<std::string> patterns;
  for (int i = 0; i < 5000; ++i)
    patterns.push_back(std::to_string(i * 7919) + "k" + std::to_string(i));
  patterns = sorted_unique(patterns);
  const Automaton automaton = make(patterns);
  for (std::uint32_t i = 0; i < patterns.size(); ++i) {
    const Found found = scan(automaton, "--" + patterns[i] + "--");
    const auto end = static_cast<std::uint32_t>(patterns[i].size() + 2);
    EXPECT_TRUE(std::find(found.begin(), found.end(), std::pair(i, end)) != found.end())
        << patterns[i];
  }
}

RC_GTEST_PROP(AutomatonProperty, AgreesWithNaiveSearch, ()) {
  const auto letters = rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', '\xD9'));
  const auto patterns = sorted_unique(*rc::gen::container<std::vector<std::string>>(letters));
  const std::string text = *rc::gen::scale(4.0, letters);
  RC_ASSERT(scan(make(patterns), text) == scan_naively(patterns, text));
}

}  // namespace
}  // namespace dunlin::rules
