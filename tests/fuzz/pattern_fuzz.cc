#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "rules/pattern.h"

/// Any bytes up to the first line feed as an expression, the rest as the text it is run on: it is
/// refused with a reason, or it is within the bounds and finds places within the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace rules = dunlin::rules;
  using dunlin::check;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(bytes.find('\n'), size);
  const auto pattern = rules::Pattern::compile(bytes.substr(0, line));
  if (!pattern) {
    check(pattern.error().id.starts_with("rules.pattern_") && !pattern.error().message.empty(),
          "what is refused is the writer's fault, with a reason");
    return 0;
  }
  check(line <= 512, "no accepted expression is longer than allowed");
  check(pattern->cost() <= rules::Pattern::kMaxCost &&
            pattern->instructions() <= rules::Pattern::kMaxInstructions,
        "what is accepted is within its bounds");
  const rules::Folded folded = rules::fold(bytes.substr(std::min(line + 1, size)));
  rules::PatternText text(folded.text);
  const auto found = pattern->find(text);
  if (!found) return 0;
  check(found->begin <= found->end && found->end <= text.plain().size(),
        "a match is within the text");
  rules::PatternText again(folded.text);
  check(pattern->find(again) == found, "the same text has the same match");
  return 0;
}
