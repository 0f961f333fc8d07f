#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "rules/matcher.h"
#include "rules/text.h"

/// Any bytes as the text of a message: folded it is text, folding again changes nothing, every
/// folded byte knows where it came from, and matching shows places within the text.
namespace {

using dunlin::check;
namespace rules = dunlin::rules;

void check_places(const rules::Folded& folded, std::size_t original_bytes) {
  check(folded.offsets.size() == folded.text.size() + 1, "every folded byte has an origin");
  check(folded.offsets.back() == original_bytes, "the end has one too");
  for (std::size_t i = 1; i < folded.offsets.size(); ++i)
    check(folded.offsets[i - 1] <= folded.offsets[i], "origins never decrease");
}

rules::Matcher some_matcher() {
  rules::Matcher::Builder builder;
  std::uint32_t rule = 0;
  for (const auto* text : {"price", "قیمت", "how much", "a", "٣", "ß"}) {
    for (const auto kind : {rules::MatchKind::word, rules::MatchKind::phrase,
                            rules::MatchKind::contains, rules::MatchKind::exact}) {
      const auto added = builder.add(rule++, rules::Group::any, {.text = text, .kind = kind});
      check(added.ok(), "plain keywords are fine");
    }
  }
  return std::move(builder).build();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rules::Matcher matcher = some_matcher();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const rules::Folded once = rules::fold(text);
  check(dunlin::utf8::valid(once.text), "what is folded is UTF-8");
  check_places(once, size);
  check(rules::fold(once.text).text == once.text, "folding twice changes nothing");
  for (const rules::Span& word : rules::words(once.text))
    check(word.begin < word.end && word.end <= once.text.size(), "a word is within the text");
  const rules::Match match = matcher.match(text);
  for (const rules::Hit& hit : match.hits) {
    check(hit.span.begin < hit.span.end && hit.span.end <= match.folded.text.size(),
          "a hit is within the folded text");
    const rules::Span place = match.folded.original(hit.span.begin, hit.span.end);
    check(place.begin < place.end && place.end <= size, "and within what was written");
  }
  return 0;
}
