#include "rules/language.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/utf8.h"

namespace dunlin::rules {
namespace {

constexpr std::size_t kLookedAt_bytes = 512;

enum class Script {
  none,
  latin,
  arabic,
  cyrillic,
  hebrew,
  greek,
  thai,
  hangul,
  kana,
  han,
  devanagari,
  armenian,
  georgian
};

struct Range {
  char32_t first, last;
  Script script;
};
/// In the order of code points.
constexpr std::array kRanges = {
    Range{U'A', U'Z', Script::latin},        Range{U'a', U'z', Script::latin},
    Range{0x00C0, 0x024F, Script::latin},    Range{0x0370, 0x03FF, Script::greek},
    Range{0x0400, 0x052F, Script::cyrillic}, Range{0x0531, 0x0587, Script::armenian},
    Range{0x0591, 0x05F4, Script::hebrew},   Range{0x0620, 0x065F, Script::arabic},
    Range{0x066E, 0x06D3, Script::arabic},   Range{0x0900, 0x097F, Script::devanagari},
    Range{0x0E01, 0x0E4E, Script::thai},     Range{0x10A0, 0x10FF, Script::georgian},
    Range{0x1100, 0x11FF, Script::hangul},   Range{0x3041, 0x30FF, Script::kana},
    Range{0x4E00, 0x9FFF, Script::han},      Range{0xAC00, 0xD7A3, Script::hangul},
};
constexpr std::size_t kScripts = 13;

Script script_of(char32_t letter) {
  for (const Range& range : kRanges) {
    if (letter < range.first) return Script::none;
    if (letter <= range.last) return range.script;
  }
  return Script::none;
}

/// The code point at the front, taken off; a byte that is none counts as no letter.
char32_t take(std::string_view& text) {
  const auto byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead < 0x80 || size > text.size()) {
    text.remove_prefix(1);
    return lead < 0x80 ? lead : 0;
  }
  char32_t out = lead & (0xFFU >> (size + 1));
  for (std::size_t at = 1; at < size; ++at) out = out << 6 | (byte(at) & 0x3FU);
  text.remove_prefix(size);
  return out;
}

struct Read {
  std::array<int, kScripts> letters{};
  /// Without case in ASCII; letters and marks of any script.
  std::vector<std::string> words;

  [[nodiscard]] int of(Script script) const { return letters.at(static_cast<std::size_t>(script)); }
  [[nodiscard]] Script most() const {
    const auto begin = letters.begin() + 1;
    const auto found = std::max_element(begin, letters.end());
    return *found == 0 ? Script::none : static_cast<Script>(found - letters.begin());
  }
};

Read read(std::string_view text) {
  Read out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) out.words.push_back(std::move(word));
    word.clear();
  };
  while (!text.empty()) {
    const std::string_view before = text;
    const Script script = script_of(take(text));
    if (script == Script::none) {
      end_word();
      continue;
    }
    ++out.letters.at(static_cast<std::size_t>(script));
    for (const char c : before.substr(0, before.size() - text.size()))
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  end_word();
  return out;
}

struct Hints {
  std::string_view language;
  std::span<const std::string_view> letters;  ///< only this language of its script has them
  std::span<const std::string_view> words;    ///< common, and rare in its neighbours
};

constexpr std::string_view kUrduLetters[] = {"ٹ", "ڈ", "ڑ", "ے", "ں", "ہ", "ھ"};
constexpr std::string_view kPersianLetters[] = {"پ", "چ", "ژ", "گ", "ی", "ک"};
constexpr std::string_view kArabicLetters[] = {"ي", "ك", "ة", "ى", "إ", "أ"};
constexpr std::string_view kUrduWords[] = {"ہے", "کیا", "میں", "نہیں"};
constexpr std::string_view kPersianWords[] = {
    "سلام", "است", "چند",  "ممنون", "مرسی", "لطفا", "برای", "این", "را",  "از",
    "با",   "هست", "دارم", "خوب",   "بله",  "نه",   "درود", "شما", "دارد"};
constexpr std::string_view kArabicWords[] = {"السلام", "مرحبا", "شكرا", "كم", "سعر", "هل",
                                             "هذا",    "نعم",   "لا",   "في", "هلا", "بكم"};
constexpr Hints kArabicScript[] = {{"ur", kUrduLetters, kUrduWords},
                                   {"fa", kPersianLetters, kPersianWords},
                                   {"ar", kArabicLetters, kArabicWords}};

constexpr std::string_view kUkrainianLetters[] = {"і", "ї", "є", "ґ", "І", "Ї", "Є", "Ґ"};
constexpr Hints kCyrillicScript[] = {{"uk", kUkrainianLetters, {}}};

constexpr std::string_view kEnglish[] = {"the", "is",  "how",  "much", "what", "you",    "your",
                                         "hi",  "my",  "are",  "and",  "have", "please", "hello",
                                         "it",  "can", "this", "when", "do",   "thanks", "price"};
constexpr std::string_view kSpanish[] = {"hola",   "cuánto", "cuanto", "gracias", "el",
                                         "los",    "está",   "qué",    "precio",  "tienen",
                                         "quiero", "una",    "y",      "es"};
constexpr std::string_view kPortuguese[] = {"olá",      "oi",   "quanto", "obrigado",
                                            "obrigada", "você", "não",    "preço",
                                            "bom",      "uma",  "tem",    "é"};
constexpr std::string_view kFrench[] = {"bonjour", "combien", "merci", "le",   "les",
                                        "est",     "vous",    "je",    "prix", "avez",
                                        "salut",   "une",     "c",     "pas"};
constexpr std::string_view kGerman[] = {"hallo", "wie", "viel",  "danke", "ist",   "der",  "das",
                                        "und",   "ich", "bitte", "guten", "nicht", "habt", "preis"};
constexpr std::string_view kItalian[] = {"ciao",  "quanto", "grazie", "il",  "è",  "buongiorno",
                                         "costa", "prezzo", "avete",  "una", "di", "sono"};
constexpr std::string_view kTurkish[] = {"merhaba",     "ne",   "kadar", "fiyat",
                                         "teşekkürler", "bu",   "var",   "bir",
                                         "nasıl",       "için", "mı",    "selam"};
constexpr std::string_view kSpanishLetters[] = {"ñ", "¿", "¡"};
constexpr std::string_view kPortugueseLetters[] = {"ã", "õ"};
constexpr std::string_view kFrenchLetters[] = {"œ"};
constexpr std::string_view kGermanLetters[] = {"ß"};
constexpr std::string_view kTurkishLetters[] = {"ğ", "ş", "ı", "İ"};
constexpr Hints kLatinScript[] = {{"en", {}, kEnglish},
                                  {"es", kSpanishLetters, kSpanish},
                                  {"pt", kPortugueseLetters, kPortuguese},
                                  {"fr", kFrenchLetters, kFrench},
                                  {"de", kGermanLetters, kGerman},
                                  {"it", {}, kItalian},
                                  {"tr", kTurkishLetters, kTurkish}};

int score(const Hints& hints, std::string_view text, const Read& read) {
  constexpr int kLetterWeight = 2;
  int out = 0;
  for (const std::string_view letter : hints.letters)
    out += text.find(letter) == std::string_view::npos ? 0 : kLetterWeight;
  for (const std::string& word : read.words)
    out += std::ranges::find(hints.words, word) == hints.words.end() ? 0 : 1;
  return out;
}

/// The one with the most hints; `otherwise` when there is none or two have as many.
std::string_view best(std::span<const Hints> languages, std::string_view text, const Read& read,
                      std::string_view otherwise) {
  std::string_view out = otherwise;
  int most = 0;
  for (const Hints& hints : languages) {
    const int points = score(hints, text, read);
    if (points == 0 || points < most) continue;
    out = points == most ? otherwise : hints.language;
    most = points;
  }
  return out;
}

}  // namespace

std::string_view language_of(std::string_view text) {
  text = utf8::cut(text, kLookedAt_bytes);
  const Read found = read(text);
  switch (found.most()) {
    case Script::none:
      return "";
    case Script::latin:
      return best(kLatinScript, text, found, "");
    case Script::arabic:
      return best(kArabicScript, text, found, "");
    case Script::cyrillic:
      return best(kCyrillicScript, text, found, "ru");
    case Script::han:
      return found.of(Script::kana) > 0 ? "ja" : "zh";
    case Script::kana:
      return "ja";
    case Script::hebrew:
      return "he";
    case Script::greek:
      return "el";
    case Script::thai:
      return "th";
    case Script::hangul:
      return "ko";
    case Script::devanagari:
      return "hi";
    case Script::armenian:
      return "hy";
    case Script::georgian:
      return "ka";
  }
  return "";
}

}  // namespace dunlin::rules
