#include "workspace/cookie.h"

#include <fmt/format.h>

#include "net/field.h"
#include "net/signature.h"
#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

std::string attributes(CookieKind kind, std::int64_t seconds) {
  return fmt::format("; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", seconds,
                     kind == CookieKind::host ? "; Secure" : "");
}

std::string_view host_of_origin(std::string_view origin) {
  const std::size_t at = origin.find("://");
  return at == std::string_view::npos ? std::string_view() : origin.substr(at + 3);
}

}  // namespace

std::string_view cookie_name(CookieKind kind) {
  return kind == CookieKind::host ? "__Host-sid" : "sid";
}

Secret<> session_token(const net::Headers& headers, CookieKind kind) {
  std::string found;
  int count = 0;
  for (const auto& [field, value] : headers.all()) {
    if (!net::equal_ignoring_case(field, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = net::trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != cookie_name(kind)) continue;
      found = pair.substr(equals + 1);
      ++count;
    }
  }
  return Secret<>(count == 1 ? found : std::string());
}

std::string session_cookie(const Secret<>& token, CookieKind kind) {
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(kSessionLife).count();
  return fmt::format("{}={}{}", cookie_name(kind), token.reveal(), attributes(kind, life));
}

std::string ended_cookie(CookieKind kind) {
  return fmt::format("{}={}", cookie_name(kind), attributes(kind, 0));
}

std::string csrf_token(const Secret<>& session_token) {
  const auto mac = net::hmac_sha256(session_token.reveal(), "dunlin request token");
  return net::to_hex(mac);
}

bool is_same_origin(const net::Request& request) {
  const std::string_view site = request.headers.get("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin") return false;
  const std::string_view origin = request.headers.get("Origin");
  if (origin.empty()) return true;
  return net::equal_ignoring_case(host_of_origin(origin), request.headers.get("Host"));
}

}  // namespace dunlin::workspace
