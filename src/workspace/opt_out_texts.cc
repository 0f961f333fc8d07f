#include "workspace/opt_out_texts.h"

#include <algorithm>

#include <fmt/format.h>

#include "json/reader.h"

namespace dunlin::workspace {
namespace {

const ConfirmationTexts& shipped_stop() {
  static const ConfirmationTexts texts{
      {"en", "You will not get messages from us any more. Write START if you change your mind."},
      {"fa",
       "باشه، دیگر پیامی از ما نمی‌گیرید. هر وقت خواستید "
       "بنویسید: "
       "شروع"}};
  return texts;
}

const ConfirmationTexts& shipped_start() {
  static const ConfirmationTexts texts{
      {"en", "Welcome back! We will answer your messages again."},
      {"fa",
       "خوش آمدید! دوباره به پیام‌های شما پاسخ می‌دهیم."}};
  return texts;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

std::string_view primary(std::string_view language) {
  return language.substr(0, language.find('-'));
}

const ConfirmationText* text_in(const ConfirmationTexts& texts, std::string_view language) {
  if (language.empty()) return nullptr;
  auto found = std::ranges::find_if(
      texts, [language](const ConfirmationText& one) { return same(one.language, language); });
  if (found == texts.end()) {
    found = std::ranges::find_if(texts, [language](const ConfirmationText& one) {
      return same(primary(one.language), primary(language));
    });
  }
  return found == texts.end() ? nullptr : &*found;
}

bool is_tag(std::string_view language) {
  return std::ranges::all_of(language, [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-';
  });
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Result<ConfirmationText> read_text(const json::Value& value, std::string path) {
  json::Reader in(value, std::move(path));
  ConfirmationText out{.language = in.text("language", {.min_bytes = 2, .max_bytes = 35}),
                       .text = in.text("text", {.min_bytes = 1, .max_bytes = kConfirmationBytes})};
  if (!is_tag(out.language)) {
    in.fault("language", "input.choice", "must be a language tag such as en or fa");
  }
  DUNLIN_CHECK(in.finish());
  if (is_blank(out.text)) {
    return Error(Code::invalid, "opt_out.text_blank", "This text has nothing but blanks")
        .at(in.path("text"))
        .hinting("Write a text, or leave this language out; with no texts at all nothing is sent.");
  }
  return out;
}

}  // namespace

const ConfirmationTexts& OptOutTexts::for_stop() const {
  return stop ? *stop : shipped_stop();
}

const ConfirmationTexts& OptOutTexts::for_start() const {
  return start ? *start : shipped_start();
}

const ConfirmationText* choose(const ConfirmationTexts& texts,
                               std::initializer_list<std::string_view> languages) {
  for (const std::string_view language : languages) {
    if (const auto* found = text_in(texts, language)) return found;
  }
  return texts.empty() ? nullptr : &texts.front();
}

json::Array to_json(const ConfirmationTexts& texts) {
  json::Array out;
  for (const ConfirmationText& one : texts) {
    out.push_back(json::Object{{"language", one.language}, {"text", one.text}});
  }
  return out;
}

Result<ConfirmationTexts> confirmation_texts_from(const json::Value& stored) {
  ConfirmationTexts out;
  const auto broken = [] {
    return Error(Code::corrupt, "workspace.texts_corrupt",
                 "The stored texts of the opt-out confirmation cannot be read");
  };
  if (!stored.is_array()) return broken();
  for (const json::Value& one : stored.get_array()) {
    json::Reader in(one);
    ConfirmationText text{.language = in.text("language", {}), .text = in.text("text", {})};
    if (const auto read = in.finish(); !read) return broken();
    out.push_back(std::move(text));
  }
  return out;
}

Result<ConfirmationTexts> read_confirmation_texts(const json::Array& texts, std::string_view path) {
  ConfirmationTexts out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", path, i);
    DUNLIN_TRY(ConfirmationText one, read_text(texts[i], here));
    const auto twice = [&one](const ConfirmationText& other) {
      return same(other.language, one.language);
    };
    if (std::ranges::any_of(out, twice)) {
      return Error(Code::invalid, "opt_out.language_twice", "There are two texts in this language")
          .at(here + ".language")
          .hinting("Keep one text for each language.");
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace dunlin::workspace
