#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/json.h"

/// What a person is told, once, who writes STOP or START. Pure.
namespace dunlin::workspace {

struct ConfirmationText {
  std::string language;  ///< BCP 47
  std::string text;
  friend bool operator==(const ConfirmationText&, const ConfirmationText&) = default;
};
/// One a language. Empty: nothing is sent.
using ConfirmationTexts = std::vector<ConfirmationText>;

/// A workspace's own texts; nothing: the shipped ones.
struct OptOutTexts {
  std::optional<ConfirmationTexts> stop, start;

  /// What holds now.
  [[nodiscard]] const ConfirmationTexts& for_stop() const;
  [[nodiscard]] const ConfirmationTexts& for_start() const;
};

/// The text in the first of `languages` that there is one in ("fa-IR" and "fa" are one), else the
/// first text; nullptr where there is none. Empty languages are passed over.
const ConfirmationText* choose(const ConfirmationTexts& texts,
                               std::initializer_list<std::string_view> languages);

/// As the API and the table have them: [{language, text}].
json::Array to_json(const ConfirmationTexts& texts);
/// Of what to_json made. Errors: workspace.texts_corrupt.
Result<ConfirmationTexts> confirmation_texts_from(const json::Value& stored);

inline constexpr std::size_t kMostConfirmationTexts = 20;
/// As Instagram takes a message's text, in UTF-8.
inline constexpr std::size_t kConfirmationBytes = 1000;
/// Of a request; `path` is where in it. Errors (Code::invalid), with their path: input.type,
/// input.length, input.choice, opt_out.text_blank, opt_out.language_twice.
Result<ConfirmationTexts> read_confirmation_texts(const json::Array& texts, std::string_view path);

}  // namespace dunlin::workspace
