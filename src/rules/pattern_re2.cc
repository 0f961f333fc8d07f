#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/utf8.h"
#include "rules/pattern.h"
#include "rules/rule.h"

namespace dunlin::rules {
namespace {

constexpr std::int64_t kMaxMemoryBytes = 8 << 20;
constexpr char kMark = '\x01';

re2::RE2::Options options() {
  re2::RE2::Options out;
  out.set_max_mem(kMaxMemoryBytes);
  out.set_case_sensitive(false);
  out.set_log_errors(false);
  return out;
}

Error too_big() {
  return Error(Code::invalid, "rules.pattern_too_big",
               "The regular expression is too big to run on every message.")
      .hinting("Use fewer or smaller repeats such as {1,50}.");
}

/// RE2's complaint without the expression that we made of the user's.
Error invalid(const re2::RE2& re) {
  if (re.error_code() == re2::RE2::ErrorPatternTooLarge ||
      re.error_code() == re2::RE2::ErrorRepeatSize)
    return too_big();
  const std::string& whole = re.error();
  return {
      Code::invalid, "rules.pattern_invalid",
      fmt::format("The regular expression cannot be read: {}.", whole.substr(0, whole.find(':')))};
}

}  // namespace

struct Pattern::Engine {
  re2::RE2 re;
  bool marked;
  std::size_t cost;
};

Pattern::Pattern(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view source) {
  if (source.size() > Limits::pattern) {
    return Error(Code::invalid, "rules.pattern_too_long",
                 fmt::format("A regular expression has at most {} bytes.", Limits::pattern));
  }
  DUNLIN_TRY(const Rewritten rewritten, rewrite_pattern(source));
  if (rewritten.cost > kMaxCost) return too_big();
  std::unique_ptr<Engine> engine(
      new Engine{re2::RE2(rewritten.expression, options()), rewritten.marked, rewritten.cost});
  if (!engine->re.ok()) return invalid(engine->re);
  if (engine->re.ProgramSize() > kMaxInstructions ||
      engine->re.ReverseProgramSize() > kMaxInstructions)
    return too_big();
  return Pattern(std::move(engine));
}

std::optional<Span> Pattern::find(PatternText& text) const {
  const std::string_view where = engine_->marked ? text.marked() : text.plain();
  re2::StringPiece found;
  if (!engine_->re.Match({where.data(), where.size()}, 0, where.size(), re2::RE2::UNANCHORED,
                         &found, 1))
    return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(found.data() - where.data());
  const Span span{begin, begin + static_cast<std::uint32_t>(found.size())};
  return engine_->marked ? text.unmarked(span) : span;
}

int Pattern::instructions() const {
  return std::max(engine_->re.ProgramSize(), engine_->re.ReverseProgramSize());
}

std::size_t Pattern::cost() const {
  return engine_->cost;
}

PatternText::PatternText(std::string_view folded) : plain_(utf8::cut(folded, kMaxBytes)) {}

std::string_view PatternText::marked() {
  if (!origins_.empty()) return marked_;
  marked_.reserve(plain_.size() * 2 + 1);
  bool before = false;
  for (std::uint32_t at = 0; at < plain_.size();) {
    const Character character = character_at(plain_, at);
    const bool word = is_word_character(character.code) || character.code == '_';
    if (word != before) marked_ += kMark;
    // One written by the sender would pass for an edge.
    if (character.code == static_cast<char32_t>(kMark))
      marked_ += ' ';
    else
      marked_ += plain_.substr(at, character.length);
    origins_.resize(marked_.size(), at);
    at += character.length;
    before = word;
  }
  if (before) marked_ += kMark;
  origins_.resize(marked_.size() + 1, static_cast<std::uint32_t>(plain_.size()));
  return marked_;
}

Span PatternText::unmarked(Span span) const {
  return {origins_[span.begin], origins_[span.end]};
}

}  // namespace dunlin::rules
