#include "net/head.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dunlin::net {
namespace {

/// 0 when accepted, else the status of the refusal.
int status_of(std::string_view bytes) {
  HeadScanner scanner({});
  const auto scanned = scanner.scan(bytes);
  if (const auto* refusal = std::get_if<Refusal>(&scanned)) return refusal->status;
  const auto* found = std::get_if<HeadScanner::Complete>(&scanned);
  if (!found) return -1;
  const auto parsed = parse_head(bytes.substr(found->begin, found->end - found->begin));
  const auto* refusal = std::get_if<Refusal>(&parsed);
  return refusal ? refusal->status : 0;
}

Head parsed(std::string_view bytes) {
  auto result = parse_head(bytes);
  EXPECT_TRUE(std::holds_alternative<Head>(result)) << bytes;
  return std::holds_alternative<Head>(result) ? std::get<Head>(result) : Head{};
}

std::string line(std::string_view request_line) {
  return std::string(request_line) + "\r\nHost: h\r\n\r\n";
}
std::string fields(std::string_view text) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(text) + "\r\n\r\n";
}

struct Case {
  std::string_view text;
  int status;
};

constexpr Case kRequestLines[] = {
    {"GET / HTTP/1.1", 0},
    {"GET /a/b?c=d&e=%20[] HTTP/1.1", 0},
    {"GET / HTTP/1.0", 0},
    {"GET / HTTP/1.9", 0},
    {"PROPFIND /x HTTP/1.1", 0},
    {"OPTIONS * HTTP/1.1", 0},
    {"GET http://other:80/x?y HTTP/1.1", 0},
    {"GET HTTP://other HTTP/1.1", 0},
    {"GET / HTTP/2.0", 505},
    {"GET / HTTP/0.9", 505},
    {"PRI * HTTP/2.0", 505},
    {"CONNECT h:443 HTTP/1.1", 501},
    {"CONNECT / HTTP/1.1", 501},
    {"GET /", 400},
    {"GET", 400},
    {"GET  / HTTP/1.1", 400},
    {"GET /  HTTP/1.1", 400},
    {"GET / HTTP/1.1 ", 400},
    {"GET\t/ HTTP/1.1", 400},
    {"GET / a HTTP/1.1", 400},
    {" GET / HTTP/1.1", 400},
    {"GET / HTTP/1.11", 400},
    {"GET / HTTP/1", 400},
    {"GET / HTTP/+1.1", 400},
    {"GET / http/1.1", 400},
    {"GET / HTTP 1.1", 400},
    {"GET / XTTP/1.1", 400},
    {"G(T / HTTP/1.1", 400},
    {"G\xc3\x89T / HTTP/1.1", 400},
    {"GET * HTTP/1.1", 400},
    {"GET x HTTP/1.1", 400},
    {"GET /#f HTTP/1.1", 400},
    {"GET /\xc3\xa9 HTTP/1.1", 400},
    {"GET /\"x\" HTTP/1.1", 400},
    {"GET /a\\b HTTP/1.1", 400},
    {"GET /\x7f HTTP/1.1", 400},
    {"GET ftp://h/ HTTP/1.1", 400},
    {"GET http:///x HTTP/1.1", 400},
    {"GET http://u@h/ HTTP/1.1", 400},
    {"GET http://h:99999999/ HTTP/1.1", 400},
    {"GET http:/x HTTP/1.1", 400},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1", 400},
};

TEST(Head, request_lines_have_one_form) {
  for (const Case& c : kRequestLines) EXPECT_EQ(status_of(line(c.text)), c.status) << c.text;
}

constexpr Case kFields[] = {
    {"A: b", 0},
    {"A:b", 0},
    {"A: \t b \t ", 0},
    {"A:", 0},
    {"A: \xff\x80", 0},
    {"!#$%&'*+-.^_`|~09azAZ: x", 0},
    {"A : b", 400},
    {"A\t: b", 400},
    {": b", 400},
    {"A", 400},
    {" A: b", 400},
    {"A: b\r\n c", 400},
    {"A: b\r\n\tc: d", 400},
    {"A(: b", 400},
    {"A\xc3\xa9: b", 400},
    {"A B: c", 400},
    {"A: b\x01", 400},
    {"A: b\x0b", 400},
    {"A: b\x7f", 400},
    {"A: b\nC: d", 400},
    {"A: b\rC: d", 400},
    {"A: b\n", 400},
    {"Host: h", 400},
    {"host: other", 400},
    {"Content-Length: 0", 0},
    {"Content-Length: 007", 0},
    {"Content-Length: 5\r\nContent-Length: 5", 400},
    {"Content-Length: 5\r\ncontent-length: 6", 400},
    {"Content-Length: 5, 5", 400},
    {"Content-Length: +5", 400},
    {"Content-Length: -5", 400},
    {"Content-Length: 5 5", 400},
    {"Content-Length: 0x5", 400},
    {"Content-Length: 5a", 400},
    {"Content-Length: 1e3", 400},
    {"Content-Length:", 400},
    {"Content-Length: 99999999999999999999", 400},
    {"Content-Length: \xd9\xa5", 400},
    {"Transfer-Encoding: chunked", 0},
    {"Transfer-Encoding: CHUNKED", 0},
    {"Transfer-Encoding: \tchunked ", 0},
    {"Transfer-Encoding: chunked\r\nContent-Length: 5", 400},
    {"Content-Length: 5\r\nTransfer-Encoding: chunked", 400},
    {"Content-Length: 5\r\nTransfer-Encoding: identity", 400},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400},
    {"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", 400},
    {"Transfer-Encoding: chunked, chunked", 400},
    {"Transfer-Encoding: chunked, gzip", 400},
    {"Transfer-Encoding: gzip, chunked", 501},
    {"Transfer-Encoding: identity", 400},
    {"Transfer-Encoding: xchunked", 400},
    {"Transfer-Encoding: chunked;q=1", 400},
    {"Transfer-Encoding: \"chunked\"", 400},
    {"Transfer-Encoding:\x0b"
     "chunked",
     400},
    {"Transfer-Encoding: ,chunked", 501},
    {"Transfer-Encoding:", 400},
    {"Transfer-Encoding : chunked", 400},
    {"Expect: 100-Continue", 0},
    {"Expect: something", 417},
    {"Expect: 100-continue\r\nExpect: 100-continue", 417},
};

TEST(Head, fields_have_one_form) {
  for (const Case& c : kFields) EXPECT_EQ(status_of(fields(c.text)), c.status) << c.text;
}

constexpr Case kHosts[] = {
    {"Host: example.com", 0},
    {"Host: example.com:8080", 0},
    {"Host: 127.0.0.1:80", 0},
    {"Host: [::1]:80", 0},
    {"Host: a_b-c.d:", 0},
    {"X: y", 400},
    {"Host:", 400},
    {"Host: a b", 400},
    {"Host: a, b", 400},
    {"Host: u@h", 400},
    {"Host: h/x", 400},
    {"Host: h:8x", 400},
    {"Host: h:123456", 400},
    {"Host: [::1", 400},
    {"Host: [1.2.3.4]", 400},
    {"Host: ::1", 400},
    {"Host: h:80:90", 400},
    {"Host: %41", 400},
};

TEST(Head, needs_one_valid_host) {
  for (const Case& c : kHosts) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + std::string(c.text) + "\r\n\r\n"), c.status)
        << c.text;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 0);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(Head, is_bounded_in_every_direction) {
  EXPECT_EQ(status_of("GET /" + std::string(8 * 1024, 'a')), 414);
  EXPECT_EQ(status_of(line("GET /" + std::string(8 * 1024 - 14, 'a') + " HTTP/1.1")), 0);
  EXPECT_EQ(status_of(fields("A: " + std::string(16 * 1024, 'a'))), 431);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nA: " + std::string(16 * 1024, 'a')), 431);
  std::string many;
  for (int i = 0; i < 62; ++i) many += "A: b\r\n";
  EXPECT_EQ(status_of(fields(many + "A: b")), 0);
  EXPECT_EQ(status_of(fields(many + "A: b\r\nA: b")), 431);
}

TEST(Head, that_can_never_become_one_is_refused_early) {
  for (const std::string_view bytes :
       {"\x16\x03\x01", "\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\r", "\r\n\r\n", "{", " "}) {
    EXPECT_EQ(status_of(bytes), 400) << bytes;
  }
  EXPECT_EQ(status_of(std::string_view("GET /\0", 6)), 400);
  for (const std::string_view bytes :
       {"", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r", "\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r"}) {
    EXPECT_EQ(status_of(bytes), -1) << bytes;
  }
}

TEST(Head, may_follow_one_empty_line) {
  EXPECT_EQ(status_of("\r\n" + line("GET / HTTP/1.1")), 0);
}

TEST(Head, says_what_the_request_is) {
  const Head post = parsed(
      "POST /x?y=z HTTP/1.1\r\nHost: h:1\r\nContent-Length: 12\r\nConnection: Foo, Close\r\n"
      "Expect: 100-continue\r\nX-A:  v w \r\n\r\n");
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.target, "/x?y=z");
  EXPECT_EQ(post.body, Head::Body::length);
  EXPECT_EQ(post.content_length, 12U);
  EXPECT_EQ(post.after, Head::After::close);
  EXPECT_TRUE(post.expects_continue);
  EXPECT_EQ(post.headers.get("x-a"), "v w");
  EXPECT_EQ(parsed(line("GET / HTTP/1.0")).after, Head::After::close);
  EXPECT_EQ(parsed(line("GET / HTTP/1.1")).after, Head::After::keep_alive);
  const Head absolute = parsed(line("GET http://Example.com:81?q=1 HTTP/1.1"));
  EXPECT_EQ(absolute.target, "/?q=1");
  EXPECT_EQ(absolute.headers.get("host"), "Example.com:81");
}

RC_GTEST_PROP(HeadScanner, finds_the_same_end_however_the_bytes_arrive, ()) {
  const std::string whole = "\r\nPOST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  HeadScanner scanner({});
  std::size_t arrived = 0;
  std::optional<HeadScanner::Complete> found;
  while (arrived < whole.size() && !found) {
    arrived += *rc::gen::inRange<std::size_t>(1, whole.size() - arrived + 1);
    const auto scanned = scanner.scan(std::string_view(whole).substr(0, arrived));
    RC_ASSERT(!std::holds_alternative<Refusal>(scanned));
    if (const auto* complete = std::get_if<HeadScanner::Complete>(&scanned)) found = *complete;
  }
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->begin == 2U);
  RC_ASSERT(whole.substr(found->end) == "abc");
}

RC_GTEST_PROP(HeadScanner, any_bytes_get_an_answer, (std::string bytes)) {
  RC_ASSERT(status_of(bytes) >= -1);
  RC_ASSERT(status_of(line("GET /" + bytes + " HTTP/1.1")) >= -1);
  RC_ASSERT(status_of(fields(bytes)) >= -1);
}

}  // namespace
}  // namespace dunlin::net
