#include "net/client_url.h"

#include "net/http.h"

namespace dunlin::net {

std::string to_text(const Url& url) {
  std::string out = url.base;
  if (!url.path.empty() && out.ends_with('/')) out.pop_back();
  for (const std::string& segment : url.path) out += '/' + percent_encode(segment);
  if (!url.query.empty()) out += '?' + form_encode(url.query);
  return out;
}

std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + '=' + percent_encode(value);
  }
  return out;
}

}  // namespace dunlin::net
