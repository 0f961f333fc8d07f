#include <fmt/format.h>
#include <toml++/toml.h>

#include "server/settings.h"

namespace dunlin::server {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view unquote(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back()) return text;
  if (text.front() != '"' && text.front() != '\'') return text;
  return text.substr(1, text.size() - 2);
}

std::string setting_name(std::string_view key) {
  std::string out = "DUNLIN_";
  for (const char c : key) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

}  // namespace

Result<Values> parse_dotenv(std::string_view text) {
  Values out;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return Error(Code::invalid, "settings.env_file",
                   fmt::format("Line {} of .env is not NAME=value.", number))
          .at(fmt::format("line {}", number))
          .hinting("Write one setting a line; a line that begins with # is a comment.");
    }
    out[std::string(trim(line.substr(0, equals)))] = unquote(trim(line.substr(equals + 1)));
  }
  return out;
}

Result<Values> parse_toml(std::string_view text) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& thrown) {
    const auto& at = thrown.source().begin;
    return Error(Code::invalid, "settings.toml",
                 fmt::format("Line {}, column {}: {}", at.line, at.column, thrown.description()));
  }
  Values out;
  for (const auto& [key, value] : table) {
    const std::string name = setting_name(key.str());
    if (const auto* word = value.as_string()) {
      out[name] = word->get();
    } else if (const auto* number = value.as_integer()) {
      out[name] = fmt::format("{}", number->get());
    } else {
      return Error(Code::invalid, "settings.toml",
                   fmt::format("{} must be text or a whole number.", key.str()));
    }
  }
  return out;
}

}  // namespace dunlin::server
