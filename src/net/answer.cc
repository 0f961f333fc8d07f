#include "net/answer.h"

#include <algorithm>

#include <fmt/format.h>

#include "json/json.h"
#include "net/field.h"

namespace dunlin::net {
namespace {

bool allows_body(int status) {
  return status != 204 && status != 304;
}

bool is_ours(std::string_view name) {
  constexpr std::string_view ours[] = {"Content-Length", "Transfer-Encoding", "Connection", "Date",
                                       "Keep-Alive",     "Upgrade",           "Trailer"};
  return std::any_of(std::begin(ours), std::end(ours),
                     [name](std::string_view other) { return equal_ignoring_case(name, other); });
}

int valid_status(int status) {
  return status >= 200 && status <= 599 ? status : 500;
}

}  // namespace

Framing framing_of(const Response& response, const Head& request) {
  if (!allows_body(response.status)) return Framing::no_body;
  if (!response.stream) return Framing::length;
  return request.minor_version == 0 ? Framing::until_close : Framing::chunked;
}

void append_answer_head(std::string& out, const Response& response, const AnswerFrame& frame) {
  const int status = valid_status(response.status);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", status, reason(status));
  out.append("Date: ").append(frame.date).append("\r\n");
  for (const auto& [name, value] : response.headers.all()) {
    if (is_ours(name) || !is_token(name) || !is_field_value(value)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  if (frame.framing == Framing::length) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
  } else if (frame.framing == Framing::chunked) {
    out.append("Transfer-Encoding: chunked\r\n");
  }
  if (frame.after == Head::After::close) out.append("Connection: close\r\n");
  out.append("\r\n");
}

void append_chunk(std::string& out, std::string_view part) {
  fmt::format_to(std::back_inserter(out), "{:x}\r\n", part.size());
  out.append(part).append("\r\n");
}

namespace {

std::string_view what_to_do(int status) {
  switch (status) {
    case 408:
      return "Send it faster, or in smaller parts.";
    case 413:
      return "Send it in smaller parts.";
    case 414:
      return "Use a shorter address.";
    case 431:
      return "Send fewer or shorter header fields.";
    case 500:
      return "";
    default:
      return "Send a request as RFC 9112 has it.";
  }
}

}  // namespace

Response refusal_answer(const Refusal& refusal) {
  std::string code(reason(refusal.status));
  std::transform(code.begin(), code.end(), code.begin(),
                 [](char c) { return c == ' ' ? '_' : ascii_lower(c); });
  json::Object problem{{"type", "about:blank"},
                       {"title", std::string(reason(refusal.status))},
                       {"status", refusal.status},
                       {"code", "net." + code},
                       {"detail", std::string(refusal.why)}};
  const std::string_view hint = what_to_do(refusal.status);
  if (!hint.empty()) problem["hint"] = hint;
  Response response = Response::json(refusal.status, json::print(problem));
  response.headers.set("Content-Type", "application/problem+json");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace dunlin::net
