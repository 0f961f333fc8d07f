#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.h"
#include "contacts/contacts.h"
#include "contacts/opt_out_words.h"

namespace dunlin::contacts {
namespace {

/// Messages longer than any wish are not looked at.
constexpr std::size_t kLongestWish = 200;

std::u32string decoded(std::string_view text) {
  const std::string valid = utf8::repaired(text);
  std::u32string out;
  for (std::size_t at = 0; at < valid.size();) {
    const auto lead = static_cast<unsigned char>(valid[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      code = (code << 6) | (static_cast<unsigned char>(valid[at + i]) & 0x3F);
    }
    out += code;
    at += length;
  }
  return out;
}

/// Letters that people mean to be the same; what is left out becomes 0.
char32_t simplified(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c >= 0x06F0 && c <= 0x06F9) return c - 0x06F0 + U'0';
  if (c >= 0x0660 && c <= 0x0669) return c - 0x0660 + U'0';
  if (c >= 0x064B && c <= 0x065F) return 0;
  switch (c) {
    case 0x0640:  // tatweel
    case 0x0307:  // what is left of a capital İ
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0xFE0F:
      return 0;
    case 0x064A:
    case 0x0649:
    case 0x0626:
      return 0x06CC;
    case 0x0643:
      return 0x06A9;
    case 0x0622:
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;
    case 0x0624:
      return 0x0648;
    case 0x0629:
    case 0x06C0:
    case 0x06C1:
    case 0x06C3:
    case 0x06BE:
      return 0x0647;
    case 0x03C2:
      return 0x03C3;
    default:
      return c;
  }
}

/// Space, punctuation, symbols and emoji.
bool separates(char32_t c) {
  if (c < 0x80) return !((c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9'));
  if (c <= 0xBF) return c != 0xAA && c != 0xB5 && c != 0xBA;
  return c == 0xD7 || c == 0xF7 || c == 0x060C || c == 0x061B || c == 0x061F ||
         (c >= 0x066A && c <= 0x066D) || c == 0x06D4 || c == 0x0964 || c == 0x0965 ||
         (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || c == 0xFFFD ||
         (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0x1F000 && c <= 0x1FAFF);
}

/// The words with one space between them and nothing around.
std::u32string wish_form(std::string_view text) {
  std::u32string out;
  for (const char32_t raw : decoded(text)) {
    const char32_t c = simplified(raw);
    if (c == 0) continue;
    if (!separates(c)) {
      out += c;
    } else if (!out.empty() && out.back() != U' ') {
      out += U' ';
    }
  }
  if (!out.empty() && out.back() == U' ') out.pop_back();
  return out;
}

struct Shipped {
  std::set<std::u32string> stop, start;
  std::map<std::u32string, std::string_view> languages;  ///< "": it is a word of several

  void note(std::set<std::u32string>& words, std::string_view word, std::string_view language) {
    const std::u32string form = wish_form(word);
    words.insert(form);
    const auto [known, is_new] = languages.emplace(form, language);
    if (!is_new && known->second != language) known->second = "";
  }
};

const Shipped& shipped() {
  static const Shipped words = [] {
    Shipped all;
    for (const OptOutLanguage& language : shipped_opt_out_words()) {
      for (const auto word : language.stop) all.note(all.stop, word, language.language);
      for (const auto word : language.start) all.note(all.start, word, language.language);
    }
    return all;
  }();
  return words;
}

}  // namespace

Wish opt_out_wish(std::string_view folded_text,
                  const std::vector<std::string>& extra_folded_words) {
  if (folded_text.size() > kLongestWish) return Wish::none;
  const std::u32string text = wish_form(folded_text);
  if (text.empty()) return Wish::none;
  const bool own = std::ranges::any_of(
      extra_folded_words, [&text](const std::string& word) { return wish_form(word) == text; });
  if (own || shipped().stop.contains(text)) return Wish::stop;
  return shipped().start.contains(text) ? Wish::start : Wish::none;
}

std::string_view opt_out_language(std::string_view folded_text) {
  if (folded_text.size() > kLongestWish) return "";
  const auto found = shipped().languages.find(wish_form(folded_text));
  return found == shipped().languages.end() ? "" : found->second;
}

}  // namespace dunlin::contacts
