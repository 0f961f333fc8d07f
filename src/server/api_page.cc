#include "server/api_page.h"

#include <string>

#include "server/api_page_html.h"

extern "C" {
extern const char dunlin_openapi_begin;
extern const char dunlin_openapi_end;
extern const char dunlin_api_style_begin;
extern const char dunlin_api_style_end;
}

namespace dunlin::server {
namespace {

net::Response typed(std::string body, std::string_view type) {
  net::Response response = net::Response::text(200, std::move(body));
  response.headers.set("Content-Type", type);
  return response;
}

std::string_view between(const char& begin, const char& end) {
  return {&begin, static_cast<std::size_t>(&end - &begin)};
}

/// Made once: the page is public, and reading the document takes many times what sending it takes.
const std::string& page() {
  static const std::string made = api_page_html(openapi_text());
  return made;
}

}  // namespace

std::string_view openapi_text() {
  return between(dunlin_openapi_begin, dunlin_openapi_end);
}

std::optional<net::Response> api_page(const net::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  if (request.path == "/api/openapi.yaml") {
    return typed(std::string(openapi_text()), "application/yaml; charset=utf-8");
  }
  if (request.path == "/api/docs") return typed(page(), "text/html; charset=utf-8");
  if (request.path == "/api/docs.css") {
    return typed(std::string(between(dunlin_api_style_begin, dunlin_api_style_end)),
                 "text/css; charset=utf-8");
  }
  return std::nullopt;
}

}  // namespace dunlin::server
