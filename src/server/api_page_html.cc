#include "server/api_page_html.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "server/api_page_shape.h"

namespace dunlin::server {
namespace {

constexpr std::string_view kIntroduction =
    "<p>Every call below <code>/api/v1</code> needs an API key. A key belongs to one workspace and "
    "sees nothing of any other.</p>\n"
    "<pre>curl -H 'Authorization: Bearer dk_…' http://127.0.0.1:8080/api/v1/rules</pre>\n"
    "<p>Bodies are JSON in UTF-8; a field that a call does not know is refused. Lists take "
    "<code>limit</code> (1 to 200) and <code>cursor</code>, and answer <code>items</code> and "
    "<code>next</code>: the cursor of the page behind, or null. Instants are RFC 3339 in UTC. What "
    "is refused is told as a <a href=\"#shape-Problem\">Problem</a>: what is wrong, in which "
    "field, and what to do. The whole document: <a href=\"/api/openapi.yaml\">openapi.yaml</a> "
    "(OpenAPI 3.1).</p>\n";

struct Operation {
  std::string method, path;
  YAML::Node node;
  std::vector<YAML::Node> parameters;
};
using Group = std::pair<std::string, std::vector<Operation>>;

/// By their first tag, in the order of the document.
std::vector<Group> groups_of(const YAML::Node& document) {
  std::vector<Group> groups;
  for (const auto& path : document["paths"]) {
    for (const auto& entry : path.second) {
      Operation one{.method = entry.first.as<std::string>(),
                    .path = path.first.as<std::string>(),
                    .node = entry.second,
                    .parameters = {}};
      if (one.method == "parameters") continue;
      for (const auto& common : path.second["parameters"]) one.parameters.push_back(common);
      for (const auto& own : entry.second["parameters"]) one.parameters.push_back(own);
      const auto tag = entry.second["tags"][0].as<std::string>("other");
      auto at = std::ranges::find(groups, tag, &Group::first);
      if (at == groups.end()) at = groups.insert(at, {tag, {}});
      at->second.push_back(std::move(one));
    }
  }
  return groups;
}

std::string parameters_html(const ShapeWriter& shapes, const Operation& one) {
  std::string out;
  for (const YAML::Node& given : one.parameters) {
    const YAML::Node node = shapes.resolved(given);
    const Field field{.name = text_of(node, "name"),
                      .schema = node["schema"],
                      .required = node["required"].as<bool>(false)};
    const std::string place = text_of(node, "in");
    out += shapes.field_html(field, place == "path" ? "" : "in the " + place,
                             text_of(node, "description"));
  }
  if (out.empty()) return "";
  return "<h4>Parameters</h4><ul class=\"fields\">" + out + "</ul>\n";
}

std::string body_html(const ShapeWriter& shapes, const YAML::Node& operation) {
  const YAML::Node body = operation["requestBody"];
  if (!body) return "";
  std::string out = "<h4>Body</h4>";
  for (const auto& content : body["content"]) {
    out += shapes.content_html(content.first.as<std::string>(), content.second["schema"]);
  }
  return out + words_html(text_of(body, "description"));
}

std::string answers_html(const ShapeWriter& shapes, const YAML::Node& operation) {
  std::string out = "<h4>Answers</h4>";
  for (const auto& entry : operation["responses"]) {
    const YAML::Node answer = shapes.resolved(entry.second);
    const auto status = entry.first.as<std::string>();
    out += fmt::format("<p><code>{}</code> {}</p>", status == "default" ? "4xx, 5xx" : status,
                       marked(text_of(answer, "description")));
    for (const auto& content : answer["content"]) {
      out += shapes.content_html(content.first.as<std::string>(), content.second["schema"]);
    }
  }
  return out;
}

std::string operation_html(const ShapeWriter& shapes, const Operation& one) {
  std::string upper = one.method;
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  const std::string id = escaped(text_of(one.node, "operationId"));
  return fmt::format(
      "<article id=\"{0}\"><h3><span class=\"method {1}\">{2}</span><a href=\"#{0}\"><code>{3}"
      "</code></a></h3>\n<p>{4}</p>{5}\n<details><summary>What goes in and what comes back<span "
      "class=\"unseen\"> of {2} {3}</span></summary>{6}{7}{8}</details></article>\n",
      id, one.method, upper, escaped(one.path), marked(text_of(one.node, "summary")),
      words_html(text_of(one.node, "description")), parameters_html(shapes, one),
      body_html(shapes, one.node), answers_html(shapes, one.node));
}

std::string title_of(std::string_view tag) {
  std::string out(tag);
  out.front() = static_cast<char>(out.front() - 'a' + 'A');
  return escaped(out);
}

}  // namespace

std::string api_page_html(std::string_view openapi_yaml) {
  const YAML::Node document = YAML::Load(std::string(openapi_yaml));
  const ShapeWriter shapes(document);
  std::string links, body;
  for (const auto& [tag, operations] : groups_of(document)) {
    links += fmt::format("<li><a href=\"#calls-{}\">{}</a></li>", escaped(tag), title_of(tag));
    body += fmt::format("<h2 id=\"calls-{}\">{}</h2>\n", escaped(tag), title_of(tag));
    for (const Operation& one : operations) body += operation_html(shapes, one);
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Dunlin API</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body>\n"
      "<a class=\"skip\" href=\"#calls\">To the calls</a>\n"
      "<nav aria-label=\"Groups of calls\"><h1>Dunlin API <span class=\"version\">{}</span></h1>\n"
      "<ul>{}<li><a href=\"#shapes\">Shapes</a></li></ul></nav>\n"
      "<main id=\"calls\">{}{}<h2 id=\"shapes\">Shapes</h2>\n{}</main></body></html>\n",
      escaped(text_of(document["info"], "version")), links, kIntroduction, body, shapes.all_html());
}

}  // namespace dunlin::server
