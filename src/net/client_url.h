#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dunlin::net {

/// The parts of an address to call, unescaped: {"https://graph.instagram.com/v25.0", {"me",
/// "messages"},
/// {{"fields", "id,name"}}}.
struct Url {
  std::string
      base;  ///< scheme, host and fixed path, taken as it is, with or without '/' at its end
  std::vector<std::string> path;                           ///< segments, percent-encoded one by one
  std::vector<std::pair<std::string, std::string>> query;  ///< in order
};

std::string to_text(const Url& url);

/// "a=1&b=%20", also as the body of a form.
std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace dunlin::net
