#include "server/api_page.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

extern "C" {
extern const char dunlin_openapi_begin;
extern const char dunlin_openapi_end;
}

namespace dunlin::server {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string text_of(const YAML::Node& node, const char* name) {
  return node[name] ? node[name].as<std::string>("") : "";
}

/// One call as a row: method, path, what it does.
std::string row(const std::string& method, const std::string& path, const YAML::Node& operation) {
  std::string upper = method;
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return fmt::format("<tr><td>{}</td><td><code>{}</code></td><td>{}<br>{}</td></tr>\n", upper,
                     escaped(path), escaped(text_of(operation, "summary")),
                     escaped(text_of(operation, "description")));
}

std::string make_page() {
  const YAML::Node document = YAML::Load(std::string(openapi_text()));
  std::map<std::string, std::string> by_tag;
  for (const auto& path : document["paths"]) {
    for (const auto& operation : path.second) {
      const auto method = operation.first.as<std::string>();
      if (method == "parameters" || !operation.second.IsMap()) continue;
      const YAML::Node tags = operation.second["tags"];
      const std::string tag = tags && tags.size() > 0 ? tags[0].as<std::string>() : "other";
      by_tag[tag] += row(method, path.first.as<std::string>(), operation.second);
    }
  }
  std::string body;
  for (const auto& [tag, rows] : by_tag) {
    body += fmt::format("<h2>{}</h2>\n<table>\n{}</table>\n", escaped(tag), rows);
  }
  return fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>Dunlin API</title>"
      "<h1>Dunlin API</h1><p>Every call below /api/v1 takes <code>Authorization: Bearer "
      "dk_…</code>. "
      "The exact shapes are in <a href=\"/api/openapi.yaml\">openapi.yaml</a> (OpenAPI "
      "3.1).</p>\n{}</html>\n",
      body);
}

net::Response typed(std::string body, std::string_view type) {
  net::Response response = net::Response::text(200, std::move(body));
  response.headers.set("Content-Type", type);
  return response;
}

}  // namespace

std::string_view openapi_text() {
  return {&dunlin_openapi_begin,
          static_cast<std::size_t>(&dunlin_openapi_end - &dunlin_openapi_begin)};
}

std::optional<net::Response> api_page(const net::Request& request) {
  if (request.method != "GET") return std::nullopt;
  if (request.path == "/api/openapi.yaml") {
    return typed(std::string(openapi_text()), "application/yaml; charset=utf-8");
  }
  if (request.path == "/api/docs") return typed(make_page(), "text/html; charset=utf-8");
  return std::nullopt;
}

}  // namespace dunlin::server
