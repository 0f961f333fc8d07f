#include "sim/instagram/graph_call.h"

#include <algorithm>

#include <fmt/format.h>

namespace dunlin::instagram {
namespace {

bool is_version(std::string_view segment) {
  const auto digit_or_dot = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  return segment.size() >= 2 && segment[0] == 'v' &&
         std::all_of(segment.begin() + 1, segment.end(), digit_or_dot);
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const auto segment = path.substr(0, slash);
    if (!segment.empty()) out.emplace_back(segment);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  if (!out.empty() && is_version(out.front())) out.erase(out.begin());
  return out;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), text.begin(), [](char want, char have) {
    return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have + 32) : have);
  });
}

std::optional<GraphError> read_form(std::string_view body, json::Object& out) {
  const auto fields = net::parse_query(body);
  if (!fields) return bad_parameter("The form body is malformed");
  for (const auto& [name, value] : *fields) {
    const bool structured = !value.empty() && (value.front() == '{' || value.front() == '[');
    if (!structured) {
      out[name] = value;
      continue;
    }
    auto parsed = json::parse(value);
    if (!parsed) return bad_parameter(fmt::format("param {} must be valid JSON", name));
    out[name] = *std::move(parsed);
  }
  return {};
}

std::optional<GraphError> read_body(const net::Request& request, json::Object& out) {
  if (request.body.empty()) return {};
  const auto type = request.headers.get("Content-Type");
  if (starts_with_ignoring_case(type, "application/x-www-form-urlencoded")) {
    return read_form(request.body, out);
  }
  if (!starts_with_ignoring_case(type, "application/json")) {
    return bad_parameter("The content type must be application/json or a form");
  }
  auto parsed = json::parse(request.body);
  if (!parsed || !parsed->is_object()) return bad_parameter("The body is not a JSON object");
  out = std::move(parsed->as_object());
  return {};
}

/// Removes a string parameter and gives its value.
std::string take(json::Object& from, std::string_view name) {
  const auto it = from.find(name);
  if (it == from.end() || !it->value().is_string()) return {};
  std::string value(it->value().as_string());
  from.erase(it);
  return value;
}

}  // namespace

std::optional<std::string> GraphCall::text(std::string_view name) const {
  for (const json::Object* from : {&body, &query}) {
    const auto* value = from->if_contains(name);
    if (value == nullptr) continue;
    if (value->is_string()) return std::string(value->as_string());
    return json::print(*value);
  }
  return {};
}

std::variant<GraphCall, GraphError> parse_call(const net::Request& request) {
  GraphCall call;
  call.method = request.method;
  call.path = segments_of(request.path);
  call.raw_body = request.body;
  for (const auto& [name, value] : request.query) call.query[name] = value;
  if (auto error = read_body(request, call.body)) return *std::move(error);
  for (json::Object* from : {&call.body, &call.query}) {
    if (auto token = take(*from, "access_token"); !token.empty()) call.token = std::move(token);
    if (auto proof = take(*from, "appsecret_proof"); !proof.empty()) call.proof = std::move(proof);
  }
  const auto header = request.headers.get("Authorization");
  if (starts_with_ignoring_case(header, "bearer ")) call.token = header.substr(7);
  return call;
}

std::optional<GraphError> refuse_unknown(const GraphCall& call,
                                         std::initializer_list<std::string_view> allowed) {
  if (auto error = refuse_unknown_keys(call.query, "query", allowed)) return error;
  return refuse_unknown_keys(call.body, "body", allowed);
}

std::optional<GraphError> refuse_unknown_keys(const json::Object& object, std::string_view where,
                                              std::initializer_list<std::string_view> allowed) {
  for (const auto& [key, value] : object) {
    const std::string_view name(key.data(), key.size());
    if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
    return bad_parameter(
        fmt::format("Invalid keys \"{}\" were found in param \"{}\"", name, where));
  }
  return {};
}

}  // namespace dunlin::instagram
