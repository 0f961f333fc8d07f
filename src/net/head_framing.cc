#include <algorithm>
#include <charconv>

#include "net/address.h"
#include "net/field.h"
#include "net/head_internal.h"

namespace dunlin::net {
namespace {

constexpr Refusal kBadHost{400, "The request needs exactly one valid Host field."};
constexpr Refusal kTwoLengths{400, "The request has more than one Content-Length."};
constexpr Refusal kBadLength{400, "The Content-Length is not a number."};
constexpr Refusal kTwoFramings{400, "The request has both Content-Length and Transfer-Encoding."};
constexpr Refusal kBadEncoding{400, "The Transfer-Encoding is not chunked."};
constexpr Refusal kUnknownEncoding{501, "Of the transfer encodings only chunked is spoken here."};
constexpr Refusal kBadExpectation{417, "Of the expectations only 100-continue is met here."};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '.' ||
           c == '-' || c == '_';
  });
}

std::optional<Refusal> read_encoding(Head& head) {
  const auto codings = list_elements(head.headers, "Transfer-Encoding");
  const auto chunked = [](std::string_view coding) {
    return equal_ignoring_case(coding, "chunked");
  };
  const auto times = std::count_if(codings.begin(), codings.end(), chunked);
  if (head.minor_version == 0 || times != 1 || !chunked(codings.back())) return kBadEncoding;
  if (codings.size() > 1) return kUnknownEncoding;
  head.body = Head::Body::chunked;
  return std::nullopt;
}

std::optional<Refusal> read_length(Head& head) {
  const std::string_view text = head.headers.get("Content-Length");
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return kBadLength;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), head.content_length);
  if (read.ec != std::errc()) return kBadLength;
  if (head.content_length > 0) head.body = Head::Body::length;
  return std::nullopt;
}

Head::After what_follows(const Head& head) {
  if (head.minor_version == 0) return Head::After::close;
  const auto options = list_elements(head.headers, "Connection");
  const bool close = std::any_of(options.begin(), options.end(), [](std::string_view option) {
    return equal_ignoring_case(option, "close");
  });
  return close ? Head::After::close : Head::After::keep_alive;
}

}  // namespace

bool is_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const auto address = parse_address(text.substr(1, end - 1));
    const std::string_view rest = text.substr(end + 1);
    const bool port = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    return address && text.substr(1, end - 1).find(':') != std::string_view::npos && port;
  }
  const std::size_t colon = text.find(':');
  if (!is_host_name(text.substr(0, colon))) return false;
  return colon == std::string_view::npos || is_port(text.substr(colon + 1));
}

std::optional<Refusal> check_host(const Head& head) {
  const std::size_t count = head.headers.count("Host");
  if (count == 0 && head.minor_version == 0) return std::nullopt;
  if (count != 1 || !is_authority(head.headers.get("Host"))) return kBadHost;
  return std::nullopt;
}

std::optional<Refusal> read_framing(Head& head) {
  const std::size_t lengths = head.headers.count("Content-Length");
  const std::size_t encodings = head.headers.count("Transfer-Encoding");
  head.after = what_follows(head);
  if (lengths > 0 && encodings > 0) return kTwoFramings;
  if (lengths > 1) return kTwoLengths;
  if (encodings > 1) return kBadEncoding;
  if (encodings == 1) return read_encoding(head);
  return lengths == 1 ? read_length(head) : std::nullopt;
}

std::optional<Refusal> read_expectation(Head& head) {
  if (head.headers.count("Expect") == 0 || head.minor_version == 0) return std::nullopt;
  if (head.headers.count("Expect") > 1) return kBadExpectation;
  head.expects_continue = equal_ignoring_case(head.headers.get("Expect"), "100-continue");
  return head.expects_continue ? std::nullopt : std::optional(kBadExpectation);
}

}  // namespace dunlin::net
