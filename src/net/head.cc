#include "net/head.h"

#include <algorithm>
#include <optional>

#include "net/field.h"
#include "net/head_internal.h"

namespace dunlin::net {
namespace {

constexpr std::size_t kMaxMethodBytes = 32;

constexpr Refusal kBadRequestLine{400, "The request line is malformed."};
constexpr Refusal kBadTarget{400, "The target of the request is malformed."};
constexpr Refusal kBadVersion{505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
constexpr Refusal kConnect{501, "This server is no proxy."};
constexpr Refusal kBadField{400, "A header field is malformed."};
constexpr Refusal kFolded{400, "A header field is folded over several lines."};
constexpr Refusal kLongLine{414, "The request line is too long."};
constexpr Refusal kLongHeaders{431, "The header fields are too long."};
constexpr Refusal kManyHeaders{431, "There are too many header fields."};

/// Takes a line off the front, without its CR LF; the scanner has seen that it has one.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 2, rest.size()));
  return line;
}

std::optional<Refusal> parse_version(std::string_view text, Head& head) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.') return kBadRequestLine;
  if (!digit(text[5]) || !digit(text[7])) return kBadRequestLine;
  if (text[5] != '1') return kBadVersion;
  head.minor_version = std::min(text[7] - '0', 1);
  return std::nullopt;
}

/// "http://host/path?query" becomes "/path?query" and the host to take instead of the field's.
std::optional<Refusal> parse_absolute(std::string_view target, Head& head, std::string& host) {
  std::string scheme(target.substr(0, target.find(':')));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), ascii_lower);
  if ((scheme != "http" && scheme != "https") || !target.substr(scheme.size()).starts_with("://")) {
    return kBadTarget;
  }
  target.remove_prefix(scheme.size() + 3);
  const std::size_t end = std::min(target.find_first_of("/?"), target.size());
  host = target.substr(0, end);
  if (!is_authority(host)) return kBadTarget;
  target.remove_prefix(end);
  head.target = target.starts_with('/') ? std::string(target) : '/' + std::string(target);
  return std::nullopt;
}

std::optional<Refusal> parse_request_line(std::string_view line, Head& head, std::string& host) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return kBadRequestLine;
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(method) || method.size() > kMaxMethodBytes) return kBadRequestLine;
  if (target.empty() || !is_target_text(target)) return kBadTarget;
  if (auto refusal = parse_version(line.substr(last + 1), head)) return refusal;
  head.method = method;
  if (method == "CONNECT") return kConnect;
  if (target == "*") {
    head.target = target;
    return method == "OPTIONS" ? std::nullopt : std::optional(kBadTarget);
  }
  if (!target.starts_with('/')) return parse_absolute(target, head, host);
  head.target = target;
  return std::nullopt;
}

std::optional<Refusal> parse_fields(std::string_view rest, const HeadLimits& limits, Head& head) {
  if (rest.size() > limits.header_bytes + 2) return kLongHeaders;
  for (std::string_view line = take_line(rest); !line.empty(); line = take_line(rest)) {
    if (line.front() == ' ' || line.front() == '\t') return kFolded;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return kBadField;
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) return kBadField;
    if (head.headers.all().size() == limits.header_count) return kManyHeaders;
    head.headers.add(line.substr(0, colon), value);
  }
  return std::nullopt;
}

}  // namespace

std::variant<Head, Refusal> parse_head(std::string_view bytes, const HeadLimits& limits) {
  Head head;
  std::string host;
  if (!bytes.ends_with("\r\n\r\n")) return kBadRequestLine;
  std::string_view rest = bytes;
  const std::string_view line = take_line(rest);
  if (line.size() > limits.request_line_bytes) return kLongLine;
  if (const auto refusal = parse_request_line(line, head, host)) return *refusal;
  if (const auto refusal = parse_fields(rest, limits, head)) return *refusal;
  if (const auto refusal = check_host(head)) return *refusal;
  if (!host.empty()) head.headers.set("Host", host);
  if (const auto refusal = read_framing(head)) return *refusal;
  if (const auto refusal = read_expectation(head)) return *refusal;
  return head;
}

}  // namespace dunlin::net
