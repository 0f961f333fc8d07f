#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "mail/mail.h"

namespace dunlin::mail {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 §4, with padding.
std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = (group << 8) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool padding = j > 0 && i + j > bytes.size();
      out += padding ? '=' : kAlphabet[(group >> (18 - 6 * j)) & 63];
    }
  }
  return out;
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

/// RFC 2047: words of at most 75 characters, none of which ends inside a character.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kMostBytes = 42;
  std::string out;
  while (!text.empty()) {
    std::size_t take = std::min(kMostBytes, text.size());
    while (take < text.size() && (static_cast<unsigned char>(text[take]) & 0xC0) == 0x80) --take;
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("=?UTF-8?B?{}?=", base64(text.substr(0, take)));
    text.remove_prefix(take);
  }
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    if (c != '\r') out += c;
  }
  return out;
}

std::string lines_of_base64(std::string_view bytes) {
  constexpr std::size_t kLine = 76;
  const std::string all = base64(bytes);
  std::string out;
  for (std::size_t i = 0; i < all.size(); i += kLine) out += all.substr(i, kLine) + "\r\n";
  return out;
}

std::string date_of(Instant at) {
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
  return fmt::format(
      "{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays.at(std::chrono::weekday{day}.c_encoding()),
      static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
      static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
      time.seconds().count());
}

}  // namespace

std::string to_message(const Letter& letter, std::string_view from, std::int64_t id, Instant now) {
  const std::string_view domain = from.substr(from.find('@') + 1);
  const std::string subject =
      is_ascii(letter.subject) ? letter.subject : encoded_words(letter.subject);
  return fmt::format(
      "Date: {}\r\nFrom: Dunlin <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
      date_of(now), from, letter.to, subject, id, domain, lines_of_base64(with_crlf(letter.text)));
}

Duration delay_after(int attempts) {
  constexpr Duration kMost = std::chrono::hours{1};
  constexpr int kMostDoublings = 10;
  const int doublings = std::clamp(attempts - 1, 0, kMostDoublings);
  return std::min<Duration>(std::chrono::minutes{std::int64_t{1} << doublings}, kMost);
}

}  // namespace dunlin::mail
