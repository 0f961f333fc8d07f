#include <algorithm>
#include <array>
#include <utility>

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "base/check.h"
#include "text/fold.h"

namespace dunlin::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
/// Each round removes or composes something; two are the most ever seen.
constexpr int kMaxRounds = 8;

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

const icu::Normalizer2& nfkc_casefold() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode code = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(code);
    check(U_SUCCESS(code) && found, "ICU has the data of NFKC_Casefold");
    return found;
  }();
  return *instance;
}

bool fast_path(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

Folded fold_ascii(std::string_view text) {
  Folded out{std::string(text), {}};
  out.offsets.resize(text.size() + 1);
  for (std::uint32_t i = 0; i < out.offsets.size(); ++i) out.offsets[i] = i;
  for (char& c : out.text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

void append(Folded& out, char32_t character, std::uint32_t origin) {
  append_character(out.text, character);
  out.offsets.resize(out.text.size(), origin);
}

/// Each ill-formed byte becomes U+FFFD, as everywhere in the program.
Folded repaired(std::string_view text) {
  Folded out;
  out.text.reserve(text.size());
  out.offsets.reserve(text.size() + 1);
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 character = 0;
    U8_NEXT(text.data(), at, size, character);
    if (character <= 0) {
      at = begin + 1;
      character = kReplacement;
    }
    append(out, static_cast<char32_t>(character), static_cast<std::uint32_t>(begin));
  }
  out.offsets.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

Folded normalised(const Folded& in) {
  Folded out;
  out.text.reserve(in.text.size());
  icu::StringByteSink<std::string> sink(&out.text);
  icu::Edits edits;
  UErrorCode code = U_ZERO_ERROR;
  nfkc_casefold().normalizeUTF8(0, piece(in.text), sink, &edits, code);
  check(U_SUCCESS(code), "ICU normalises well-formed text");
  out.offsets.reserve(out.text.size() + 1);
  for (auto edit = edits.getFineIterator(); edit.next(code);) {
    for (std::int32_t i = 0; i < edit.newLength(); ++i) {
      const std::int32_t source = edit.sourceIndex() + (edit.hasChange() ? 0 : i);
      out.offsets.push_back(in.offsets[static_cast<std::size_t>(source)]);
    }
  }
  out.offsets.push_back(in.offsets.back());
  check(U_SUCCESS(code) && out.offsets.size() == out.text.size() + 1, "edits cover the text");
  return out;
}

/// Marks that only help pronunciation or recitation, and the letter stretcher.
bool is_dropped(char32_t c) {
  if (c < 0x0610 || c > 0x08FF) return false;
  return c == 0x0640 || c == 0x0670 || (c >= 0x0610 && c <= 0x061A) ||
         (c >= 0x064B && c <= 0x065F) || (c >= 0x06D6 && c <= 0x06DC) ||
         (c >= 0x06DF && c <= 0x06E4) || c == 0x06E7 || c == 0x06E8 ||
         (c >= 0x06EA && c <= 0x06ED) || (c >= 0x08D3 && c <= 0x08E1) || c >= 0x08E3;
}

/// The Persian letter that people mean by a variant which their keyboard happens to have.
char32_t persian_letter(char32_t c) {
  switch (c) {
    case 0x064A:
    case 0x0649:
    case 0x0626:
    case 0x06CD:
      return 0x06CC;  // ye
    case 0x0643:
    case 0x06AA:
      return 0x06A9;  // kaf
    case 0x0622:
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;  // alef
    case 0x0624:
      return 0x0648;  // waw
    case 0x0629:
    case 0x06BE:
    case 0x06C0:
    case 0x06C1:
    case 0x06C2:
    case 0x06C3:
    case 0x06D5:
      return 0x0647;  // heh
    default:
      return c;
  }
}

Folded simplified(const Folded& in) {
  Folded out;
  out.text.reserve(in.text.size());
  out.offsets.reserve(in.offsets.size());
  for (std::size_t at = 0; at < in.text.size();) {
    const Character character = character_at(in.text, at);
    char32_t code = character.code;
    if (code >= 0x0600 && code <= 0x08FF) code = persian_letter(code);
    if (code > 0x7F && u_charType(static_cast<UChar32>(code)) == U_DECIMAL_DIGIT_NUMBER) {
      code = U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(code)));
    }
    if (!is_dropped(code)) append(out, code, in.offsets[at]);
    at += character.length;
  }
  out.offsets.push_back(in.offsets.back());
  return out;
}

bool is_normal(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  return nfkc_casefold().isNormalizedUTF8(piece(text), code) && U_SUCCESS(code);
}

}  // namespace

Folded fold(std::string_view text) {
  check(text.size() < (1U << 30), "a text to fold is under a gigabyte");
  if (fast_path(text)) return fold_ascii(text);
  Folded folded = simplified(normalised(repaired(text)));
  // What was dropped may have kept apart what composes.
  for (int round = 1; round < kMaxRounds && !is_normal(folded.text); ++round) {
    folded = simplified(normalised(folded));
  }
  return folded;
}

Span Folded::original(std::uint32_t begin, std::uint32_t end) const {
  if (end <= begin) return {offsets[begin], offsets[begin]};
  // A character that folds to several shares its offset among them; it is underlined as a whole.
  std::size_t after = end;
  while (after + 1 < offsets.size() && offsets[after] == offsets[end - 1]) ++after;
  return {offsets[begin], offsets[after]};
}

bool is_word_character(char32_t character) {
  if (character < 0x80) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
           (character >= 'A' && character <= 'Z');
  }
  const auto mask = U_MASK(u_charType(static_cast<UChar32>(character)));
  return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

Character character_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  auto i = static_cast<std::int32_t>(at);
  UChar32 code = 0;
  U8_NEXT_OR_FFFD(text.data(), i, static_cast<std::int32_t>(text.size()), code);
  return {static_cast<char32_t>(code),
          static_cast<std::uint32_t>(i - static_cast<std::int32_t>(at))};
}

Character character_before(std::string_view text, std::size_t at) {
  if (at == 0) return {};
  auto i = static_cast<std::int32_t>(at);
  UChar32 code = 0;
  U8_PREV_OR_FFFD(text.data(), 0, i, code);
  return {static_cast<char32_t>(code),
          static_cast<std::uint32_t>(static_cast<std::int32_t>(at) - i)};
}

void append_character(std::string& out, char32_t character) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, static_cast<UChar32>(character));
  out.append(bytes.data(), static_cast<std::size_t>(length));
}

std::vector<Span> words(std::string_view folded) {
  std::vector<Span> out;
  bool inside = false;
  for (std::uint32_t at = 0; at < folded.size();) {
    const Character character = character_at(folded, at);
    const bool word = is_word_character(character.code);
    if (word && !inside) out.push_back({at, at});
    at += character.length;
    if (word) out.back().end = at;
    inside = word;
  }
  return out;
}

std::string composed(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(code);
  check(U_SUCCESS(code) && nfc, "ICU has the data of NFC");
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, piece(text), sink, nullptr, code);
  check(U_SUCCESS(code), "ICU composes well-formed text");
  return out;
}

}  // namespace dunlin::text
