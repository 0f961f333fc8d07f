#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "workspace/passwords.h"

namespace dunlin::workspace {
namespace {

constexpr std::size_t kFewest = 12;
constexpr std::size_t kMost = 128;

/// What people take when they take what everybody takes.
constexpr std::array<std::string_view, 64> kCommon{
    "password",  "passwort",   "passord",  "passwd",        "contrasena", "motdepasse", "qwerty",
    "qwertz",    "azerty",     "letmein",  "welcome",       "iloveyou",   "monkey",     "dragon",
    "sunshine",  "princess",   "football", "baseball",      "basketball", "superman",   "batman",
    "trustno",   "master",     "admin",    "administrator", "root",       "login",      "secret",
    "instagram", "dunlin",     "facebook", "google",        "changeme",   "default",    "hello",
    "abc",       "abcdef",     "test",     "testing",       "guest",      "user",       "access",
    "shadow",    "michael",    "jennifer", "computer",      "internet",   "whatever",   "starwars",
    "pokemon",   "liverpool",  "chelsea",  "arsenal",       "salam",      "iran",       "tehran",
    "eshgh",     "asheghetam", "dooset",   "khoda",         "love",       "summer",     "winter",
    "spring"};
constexpr std::array<std::string_view, 7> kRuns{
    "01234567890123456789",       "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p"};

std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// As people write letters with other signs; what stands before and behind the letters is none.
std::string without_disguise(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  constexpr std::string_view kSigns = "@4031$5!7";
  constexpr std::string_view kLetters = "aaoeissit";
  std::string out;
  for (const char c : text) {
    const std::size_t at = kSigns.find(c);
    const char letter = at == std::string_view::npos ? c : kLetters[at];
    if ((letter >= 'a' && letter <= 'z') || static_cast<unsigned char>(letter) >= 0x80) {
      out += letter;
    }
  }
  return out;
}

std::string letters_of(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
  return out;
}

/// Nothing is left when every common word is taken out, again and again.
bool is_made_of_common_words(std::string rest) {
  if (rest.size() <= 2) return false;
  for (;;) {
    std::string_view longest;
    for (const std::string_view word : kCommon) {
      if (word.size() > longest.size() && rest.find(word) != std::string::npos) longest = word;
    }
    if (longest.empty()) return rest.size() <= 2;
    rest.erase(rest.find(longest), longest.size());
  }
}

bool repeats(std::string_view text) {
  for (std::size_t period = 1; period <= text.size() / 2; ++period) {
    bool same = true;
    for (std::size_t i = period; i < text.size() && same; ++i) same = text[i] == text[i - period];
    if (same) return true;
  }
  return false;
}

bool runs_along(std::string_view text) {
  const std::string backwards(text.rbegin(), text.rend());
  return std::ranges::any_of(kRuns, [&](std::string_view run) {
    return run.find(text) != std::string_view::npos ||
           run.find(backwards) != std::string_view::npos;
  });
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Whether it is little more than what everybody knows of the person.
bool names(std::string_view password, std::string_view known) {
  if (known.size() < 4) return false;
  const std::size_t at = password.find(known);
  return at != std::string_view::npos && password.size() - known.size() < 6;
}

bool too_common(std::string_view password, std::string_view email, std::string_view name) {
  const std::string lower = folded(password);
  const std::string address = folded(email);
  const bool number = std::ranges::all_of(lower, [](char c) { return c >= '0' && c <= '9'; });
  const std::string letters = letters_of(lower);
  return number || repeats(lower) || runs_along(lower) ||
         (letters.size() >= 5 && runs_along(letters)) || is_made_of_common_words(letters) ||
         is_made_of_common_words(without_disguise(lower)) ||
         names(lower, std::string_view(address).substr(0, address.find('@'))) ||
         names(lower, address) || names(lower, folded(name));
}

}  // namespace

Status check_password(std::string_view password, std::string_view email, std::string_view name,
                      std::string_view field) {
  const std::size_t size = characters(password);
  const std::string_view called = field == "new_password" ? "The new password" : "The password";
  if (size < kFewest) {
    return Error(Code::invalid, "password.too_short",
                 fmt::format("{} is shorter than {} characters", called, kFewest))
        .at(field)
        .hinting("Take some words that nobody else would put together.");
  }
  if (size > kMost || password.size() > 4 * kMost) {
    return Error(Code::invalid, "password.too_long",
                 fmt::format("{} is longer than {} characters", called, kMost))
        .at(field);
  }
  if (too_common(password, email, name)) {
    return Error(Code::invalid, "password.too_common",
                 fmt::format("{} is one that others would try first", called))
        .at(field)
        .hinting("Take some words that nobody else would put together.");
  }
  return {};
}

}  // namespace dunlin::workspace
