#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/answer.h"
#include "net/chunks.h"
#include "net/peer.h"
#include "net/target.h"

namespace dunlin::net {
namespace {

TEST(Target, is_decoded_once) {
  const auto parsed = parse_target("/a%20b/%d8%b3?q=%31+2&r");
  ASSERT_TRUE(std::holds_alternative<Target>(parsed));
  EXPECT_EQ(std::get<Target>(parsed).path, "/a b/س");
  EXPECT_EQ(std::get<Target>(parsed).query.at(0).second, "1 2");
  EXPECT_EQ(std::get<Target>(parse_target("/%2531")).path, "/%31");
}

TEST(Target, that_could_be_read_in_two_ways_is_refused) {
  for (const char* text :
       {"/..", "/a/../b", "/.", "/a/.", "/%2e%2e/x", "/a/%2E./x", "/a%2fb", "/a%5cb", "/a%00",
        "/%0a", "/%", "/%4", "/%zz", "/%ff", "/%c0%af", "/?a=%", "/?a=%00", "/?%ff", "/%7f"}) {
    EXPECT_TRUE(std::holds_alternative<Refusal>(parse_target(text))) << text;
  }
  for (const char* text : {"/", "/...", "/a..b/", "/.well-known/x", "//", "/a+b", "/?..=/../"}) {
    EXPECT_TRUE(std::holds_alternative<Target>(parse_target(text))) << text;
  }
}

struct Decoded {
  int status = 0;  // 200 done, 0 more
  std::string body, rest;
};

Decoded decode(std::string_view bytes, std::size_t limit = 100) {
  ChunkDecoder decoder(limit);
  Decoded out;
  const auto state = decoder.feed(bytes, out.body);
  out.rest = bytes;
  if (state == ChunkDecoder::State::done) out.status = 200;
  if (state == ChunkDecoder::State::refused) out.status = decoder.refusal().status;
  return out;
}

TEST(Chunks, join_and_leave_what_follows) {
  const Decoded one = decode("5\r\nhello\r\n1;a=b;c=\"d\"\r\n!\r\n000\r\nX: y\r\n\r\nGET /");
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(one.body, "hello!");
  EXPECT_EQ(one.rest, "GET /");
  EXPECT_EQ(decode("A\r\n0123456789\r\n0\r\n\r\n").body, "0123456789");
  EXPECT_EQ(decode("5\r\nhel").status, 0);
  EXPECT_EQ(decode("0\r\n\r").status, 0);
}

TEST(Chunks, have_one_form) {
  for (const std::string& bytes : {std::string("\r\n"),
                                   std::string("x\r\n"),
                                   std::string("5 \r\nhello\r\n"),
                                   std::string(" 5\r\n"),
                                   std::string("0x5\r\n"),
                                   std::string("-1\r\n"),
                                   std::string("+1\r\n"),
                                   std::string("5\nhello"),
                                   std::string("5\r\nhello\n"),
                                   std::string("5\r\nhelloX"),
                                   std::string("5\r\nhello\rX"),
                                   std::string("5\rX"),
                                   std::string(";a\r\n"),
                                   std::string("000000005\r\n"),
                                   "5;" + std::string(257, 'e'),
                                   std::string("5;a\x01"),
                                   std::string("5;a\nb"),
                                   std::string("0\r\nbad trailer\r\n\r\n"),
                                   std::string("0\r\n folded: x\r\n"),
                                   std::string("0\r\nA : b\r\n"),
                                   "0\r\nA: " + std::string(5000, 'x'),
                                   std::string("0\r\nA: b\nC: d\r\n")}) {
    EXPECT_EQ(decode(bytes).status, 400) << bytes.substr(0, 40);
  }
}

TEST(Chunks, are_bounded_before_they_arrive) {
  EXPECT_EQ(decode("64\r\n").status, 0);
  EXPECT_EQ(decode("65\r\n").status, 413);
  EXPECT_EQ(decode("FFFFFFFF\r\n").status, 413);
  EXPECT_EQ(decode("63\r\n" + std::string(99, 'x') + "\r\n2\r\n").status, 413);
}

RC_GTEST_PROP(Chunks, decode_the_same_however_they_arrive, (std::vector<std::string> parts)) {
  std::string wire;
  std::string whole;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    append_chunk(wire, part);
    whole += part;
  }
  wire += kLastChunk;
  ChunkDecoder decoder(1'000'000);
  std::string body;
  auto state = ChunkDecoder::State::more;
  for (std::size_t at = 0; at < wire.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, wire.size() - at + 1);
    std::string_view piece = std::string_view(wire).substr(at, size);
    state = decoder.feed(piece, body);
    at += size;
  }
  RC_ASSERT(state == ChunkDecoder::State::done);
  RC_ASSERT(body == whole);
}

Peer peer_for(std::string_view direct, std::vector<std::string> trusted,
              std::initializer_list<std::string_view> hops, std::string_view proto = "") {
  Headers headers;
  for (const std::string_view hop : hops) headers.add("x-forwarded-for", hop);
  if (!proto.empty()) headers.add("X-Forwarded-Proto", proto);
  return resolve_peer(*parse_address(direct), Transport::plain, headers,
                      *parse_trusted_proxies(trusted));
}

TEST(Peer, is_the_direct_one_unless_a_trusted_proxy_says_otherwise) {
  const Peer stranger = peer_for("9.9.9.9", {"10.0.0.0/8"}, {"1.1.1.1"}, "https");
  EXPECT_EQ(stranger.address, "9.9.9.9");
  EXPECT_FALSE(stranger.secure);
  EXPECT_FALSE(stranger.forwarded);
  EXPECT_FALSE(stranger.loopback);
  EXPECT_TRUE(peer_for("127.0.0.1", {}, {"1.1.1.1"}).loopback);
}

TEST(Peer, behind_proxies_is_the_rightmost_that_is_none_of_them) {
  EXPECT_EQ(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"6.6.6.6, 1.1.1.1"}).address, "1.1.1.1");
  EXPECT_EQ(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"6.6.6.6,1.1.1.1", "10.0.0.2"}).address,
            "1.1.1.1");
  EXPECT_EQ(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"1.1.1.1, garbage"}).address, "10.0.0.1");
  EXPECT_EQ(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"1.1.1.1, garbage, 10.0.0.2"}).address,
            "10.0.0.2");
  EXPECT_EQ(peer_for("8.8.8.8", {"platform"}, {"6.6.6.6, 1.1.1.1"}).address, "1.1.1.1");
}

TEST(Peer, is_secure_by_the_word_of_the_nearest_proxy) {
  EXPECT_TRUE(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"1.1.1.1"}, "https").secure);
  EXPECT_FALSE(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"1.1.1.1"}, "https, http").secure);
  EXPECT_FALSE(peer_for("10.0.0.1", {"10.0.0.0/8"}, {"1.1.1.1"}).secure);
  EXPECT_FALSE(parse_trusted_proxies({"nonsense"}).ok());
}

TEST(Answer, carries_no_field_that_could_break_the_message) {
  Response response = Response::text(200, "hi");
  response.headers.add("X-Good", "a b");
  response.headers.add("X-Split", "a\r\nSet-Cookie: b");
  response.headers.add("X Bad", "a");
  response.headers.add("content-length", "999");
  response.headers.add("Transfer-Encoding", "chunked");
  std::string out;
  append_answer_head(out, response, {.after = Head::After::keep_alive, .date = "D"});
  EXPECT_EQ(
      out,
      "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain; charset=utf-8\r\nX-Good: a b\r\n"
      "Content-Length: 2\r\n\r\n");
}

TEST(Answer, of_a_refusal_is_a_problem_document) {
  const Response response = refusal_answer({413, "The body is larger than allowed here."});
  EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(
      response.body,
      R"({"type":"about:blank","title":"Content Too Large","status":413,"code":"net.content_too_large",)"
      R"("detail":"The body is larger than allowed here.","hint":"Send it in smaller parts."})");
}

}  // namespace
}  // namespace dunlin::net
