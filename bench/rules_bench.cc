#include <ctime>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "rules/matcher.h"
#include "rules/rules.h"

/// What matching costs with 10, 1,000 and 100,000 keywords, against looking for one after another
/// in the same run; how long a snapshot takes to compile; and how long hostile expressions can
/// take.
namespace dunlin::rules {
namespace {

/// Half Latin, half Persian, 4 to 10 letters.
std::string some_word(std::mt19937& random) {
  std::string out;
  const bool persian = random() % 2 == 0;
  for (auto left = 4 + random() % 7; left > 0; --left) {
    append_character(out, persian ? 0x0627 + random() % 35 : U'a' + random() % 26);
  }
  return out;
}

struct Corpus {
  std::vector<std::string> keywords, messages;
};

/// Messages of about 60 bytes, one in five with a keyword in it.
const Corpus& corpus(std::size_t keywords) {
  static std::map<std::size_t, Corpus> made;
  Corpus& out = made[keywords];
  if (!out.messages.empty()) return out;
  std::mt19937 random(42);
  while (out.keywords.size() < keywords) out.keywords.push_back(some_word(random));
  while (out.messages.size() < 2000) {
    std::string text;
    while (text.size() < 50) text += some_word(random) + ' ';
    if (out.messages.size() % 5 == 0) text += out.keywords[random() % keywords];
    out.messages.push_back(std::move(text));
  }
  return out;
}

Matcher matcher_of(const Corpus& corpus, MatchKind kind) {
  Matcher::Builder builder;
  for (std::uint32_t i = 0; i < corpus.keywords.size(); ++i) {
    if (!builder.add(i, Group::any, {corpus.keywords[i], kind})) std::abort();
  }
  return std::move(builder).build();
}

std::size_t find_naively(const std::vector<std::string>& folded, const std::string& message) {
  const std::string text = fold(message).text;
  std::size_t hits = 0;
  for (const std::string& keyword : folded) hits += text.find(keyword) != std::string::npos;
  return hits;
}

/// Both ways are timed by what they use, so that a busy machine does not favour one.
double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Messages a second of the naive way, timed once beside the benchmark.
double naive_rate(const Corpus& corpus) {
  std::vector<std::string> folded;
  folded.reserve(corpus.keywords.size());
  for (const std::string& keyword : corpus.keywords) folded.push_back(fold(keyword).text);
  const double begin = cpu_seconds();
  std::size_t done = 0;
  while (cpu_seconds() - begin < 0.5) {
    benchmark::DoNotOptimize(
        find_naively(folded, corpus.messages[done++ % corpus.messages.size()]));
  }
  return static_cast<double>(done) / (cpu_seconds() - begin);
}

void match_messages(benchmark::State& state, MatchKind kind) {
  const Corpus& texts = corpus(static_cast<std::size_t>(state.range(0)));
  const Matcher matcher = matcher_of(texts, kind);
  std::size_t at = 0;
  std::size_t hits = 0;
  const double begin = cpu_seconds();
  for (auto _ : state) {
    hits += matcher.match(texts.messages[at++ % texts.messages.size()]).hits.size();
  }
  const double rate = static_cast<double>(state.iterations()) / (cpu_seconds() - begin);
  const double naive = naive_rate(texts);
  state.counters["messages/s"] = rate;
  state.counters["naive/s"] = naive;
  state.counters["times_naive"] = rate / naive;
  state.counters["memory_MB"] = static_cast<double>(matcher.memory_bytes()) / 1e6;
  benchmark::DoNotOptimize(hits);
}
BENCHMARK_CAPTURE(match_messages, contains, MatchKind::contains)->Arg(10)->Arg(1000)->Arg(100'000);
BENCHMARK_CAPTURE(match_messages, word, MatchKind::word)->Arg(10)->Arg(1000)->Arg(100'000);
BENCHMARK_CAPTURE(match_messages, phrase, MatchKind::phrase)->Arg(10)->Arg(1000)->Arg(100'000);

void fold_message(benchmark::State& state) {
  const std::string text = state.range(0) == 0
                               ? "how much is the blue dress, and do you ship to Berlin?"
                               : "سلام، قيمت اين پيراهن آبي چنده؟ ارسال هم داريد؟";
  for (auto _ : state) benchmark::DoNotOptimize(fold(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(fold_message)->ArgName("persian")->Arg(0)->Arg(1);

std::vector<Rule> rules_of(const Corpus& texts, std::size_t keywords_each) {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < texts.keywords.size(); ++i) {
    if (i % keywords_each == 0) {
      rules.emplace_back();
      rules.back().id = RuleId{static_cast<std::int64_t>(i) + 1};
      rules.back().name = "rule " + std::to_string(i);
      rules.back().actions = {Reply{{{"Hi {{name|there}}", 1, {}}}}};
    }
    rules.back().conditions.keywords.any.push_back({texts.keywords[i], MatchKind::word});
  }
  return rules;
}

void compile_snapshot(benchmark::State& state) {
  const std::vector<Rule> rules = rules_of(corpus(static_cast<std::size_t>(state.range(0))), 20);
  for (auto _ : state) benchmark::DoNotOptimize(Snapshot::compile(1, rules));
}
BENCHMARK(compile_snapshot)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// Fold, match and decide with a trace: what a message costs outside the database.
void decide_message(benchmark::State& state) {
  const Corpus& texts = corpus(static_cast<std::size_t>(state.range(0)) * 20);
  const auto snapshot = *Snapshot::compile(1, rules_of(texts, 20));
  Facts facts;
  facts.triggers = {Trigger::message};
  std::size_t at = 0;
  for (auto _ : state) {
    facts.text = texts.messages[at++ % texts.messages.size()];
    benchmark::DoNotOptimize(snapshot->decide(facts, *snapshot->match(facts.text)));
  }
}
BENCHMARK(decide_message)->ArgName("rules")->Arg(10)->Arg(1000)->Arg(5000);

/// The slowest accepted expressions that a search over thousands found, on 4 KiB.
void hostile_pattern(benchmark::State& state, const char* source) {
  auto pattern = Pattern::compile(source);
  if (!pattern) return state.SkipWithError(pattern.error().message.c_str());
  std::mt19937 random(7);
  std::string text;
  while (text.size() < PatternText::kMaxBytes) text += random() % 2 == 0 ? 'a' : 'b';
  for (auto _ : state) {
    // Each text afresh: what the engine learnt from the one before is of no use to it.
    for (char& c : text) c = random() % 2 == 0 ? 'a' : 'b';
    PatternText pattern_text(text);
    benchmark::DoNotOptimize(pattern->find(pattern_text));
  }
  state.counters["cost"] = static_cast<double>(pattern->cost());
}
BENCHMARK_CAPTURE(hostile_pattern, negated_class, "[^!]*a[^!]{28}!")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile_pattern, two_letters, "[ab]*a[ab]{55}c")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile_pattern, words, "\\w*a\\w{5}!")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile_pattern, with_edges, "\\b.*a.{12}x\\b")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace dunlin::rules

BENCHMARK_MAIN();
