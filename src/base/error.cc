#include "base/error.h"

#include <utility>

#include <fmt/format.h>

namespace dunlin {

Error::Error(Code code, std::string_view id, std::string message, std::source_location here)
    : code(code), id(id), message(std::move(message)), trace{here} {
  if (code == Code::unavailable || code == Code::timeout || code == Code::rate_limited) {
    retry = Retry::later;
  } else if (code == Code::outcome_unknown) {
    retry = Retry::after_settling;
  }
}

// Here, so that they are not compiled again wherever a result is passed on.
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Error Error::at(std::string_view field_path) && {
  field = field_path;
  return std::move(*this);
}

Error Error::hinting(std::string_view what_to_do) && {
  hint = what_to_do;
  return std::move(*this);
}

Error Error::retrying(Retry when) && {
  retry = when;
  return std::move(*this);
}

Error Error::via(std::source_location here) && {
  trace.push_back(here);
  return std::move(*this);
}

std::string Error::text() const {
  std::string out = fmt::format("{}: {}", id, message);
  if (!field.empty()) out += fmt::format(" (at {})", field);
  if (!hint.empty()) out += " " + hint;
  return out;
}

std::string_view name(Code code) {
  switch (code) {
    case Code::invalid:
      return "invalid";
    case Code::unauthorized:
      return "unauthorized";
    case Code::forbidden:
      return "forbidden";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::too_large:
      return "too_large";
    case Code::refused:
      return "refused";
    case Code::rate_limited:
      return "rate_limited";
    case Code::timeout:
      return "timeout";
    case Code::unavailable:
      return "unavailable";
    case Code::outcome_unknown:
      return "outcome_unknown";
    case Code::corrupt:
      return "corrupt";
    case Code::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace dunlin
