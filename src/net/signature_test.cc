#include "net/signature.h"

#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "json/json.h"

namespace dunlin::net {
namespace {

constexpr std::string_view kSecret = "sim-app-secret-0001";
constexpr std::string_view kBody =
    R"({"object":"instagram","entry":[{"id":"17841499900000001","time":1790000000321,"messaging":[{"sender":)"
    R"({"id":"880011223344556"},"recipient":{"id":"17841499900000001"},"timestamp":1790000000100,"message":)"
    R"({"mid":"aWdfSIM0001","text":"Ol\u00e1 \ud83d\ude42"}}]}]})";
constexpr std::string_view kHeader =
    "sha256=e7b3d0f1e7a19057ed9d5c5347c90d47f6ffd579e012371672008a75f32f6923";

SignatureVerifier verifier(std::initializer_list<std::string_view> secrets) {
  std::vector<Secret<>> list;
  for (const std::string_view secret : secrets) list.emplace_back(std::string(secret));
  return SignatureVerifier(std::move(list));
}

std::string header_for(std::string_view secret, std::string_view body) {
  return "sha256=" + to_hex(hmac_sha256(secret, body));
}

TEST(Signature, of_metas_own_form_of_a_body_is_accepted) {
  ASSERT_EQ(kBody.size(), 258U);
  EXPECT_EQ(header_for(kSecret, kBody), kHeader);
  EXPECT_EQ(verifier({kSecret}).verify(kHeader, kBody), 0U);
  EXPECT_EQ(json::print_ascii(*json::parse(kBody)), kBody);
}

TEST(Signature, of_the_decoded_text_is_refused) {
  const std::string decoded = json::print(*json::parse(kBody));
  EXPECT_EQ(header_for(kSecret, decoded).substr(0, 15), "sha256=c26ebc3d");
  EXPECT_EQ(verifier({kSecret}).verify(kHeader, decoded), std::nullopt);
}

TEST(Signature, names_which_of_the_secrets_matched) {
  const SignatureVerifier four = verifier({"old", "", kSecret, "other"});
  EXPECT_EQ(four.verify(kHeader, kBody), 2U);
  EXPECT_EQ(four.verify(header_for("other", kBody), kBody), 3U);
  EXPECT_EQ(four.verify(header_for("", kBody), kBody), std::nullopt);
  EXPECT_EQ(four.verify(header_for("unknown", kBody), kBody), std::nullopt);
}

TEST(Signature, without_a_secret_never_matches) {
  EXPECT_FALSE(verifier({}).has_secret());
  EXPECT_FALSE(verifier({""}).has_secret());
  EXPECT_TRUE(verifier({"x"}).has_secret());
  EXPECT_EQ(verifier({""}).verify(header_for("", kBody), kBody), std::nullopt);
  EXPECT_EQ(verifier({}).verify(kHeader, kBody), std::nullopt);
}

TEST(Signature, in_any_other_spelling_is_refused) {
  const SignatureVerifier one = verifier({kSecret});
  const std::string good(kHeader);
  std::string upper = good;
  upper[9] = 'B';
  for (const std::string& header :
       {std::string(), std::string("sha256="), good.substr(7), good + "0", good.substr(0, 70),
        " " + good, good + " ", "SHA256=" + good.substr(7),
        std::string("sha1=a9260c7e70861c401045bf0bafc28ab20f7c827d"), good + "," + good, upper,
        "sha256=0x" + good.substr(9)}) {
    EXPECT_EQ(one.verify(header, kBody), std::nullopt) << header;
  }
}

RC_GTEST_PROP(SignatureMutation, no_mutated_body_is_accepted, ()) {
  static const SignatureVerifier one = verifier({kSecret, "second"});
  for (int i = 0; i < 100; ++i) {
    std::string body(kBody);
    const auto at = *rc::gen::inRange<std::size_t>(0, body.size());
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        body[at] = static_cast<char>(body[at] ^ (1 << *rc::gen::inRange(0, 8)));
        break;
      case 1:
        body.resize(at);
        break;
      case 2:
        body.erase(at, 1);
        break;
      case 3:
        body.insert(at, 1, *rc::gen::arbitrary<char>());
        break;
      default:
        body += *rc::gen::arbitrary<char>();
    }
    RC_ASSERT(body == kBody || one.verify(kHeader, body) == std::nullopt);
  }
}

RC_GTEST_PROP(SignatureMutation, no_mutated_header_is_accepted, ()) {
  static const SignatureVerifier one = verifier({kSecret});
  for (int i = 0; i < 100; ++i) {
    std::string header(kHeader);
    const auto at = *rc::gen::inRange<std::size_t>(0, header.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        header[at] = static_cast<char>(header[at] ^ (1 << *rc::gen::inRange(0, 8)));
        break;
      case 1:
        header.resize(at);
        break;
      case 2:
        header[at] = "0123456789abcdefABCDEF= "[*rc::gen::inRange(0, 24)];
        break;
      default:
        header.insert(at, 1, *rc::gen::arbitrary<char>());
    }
    RC_ASSERT(header == kHeader || one.verify(header, kBody) == std::nullopt);
  }
}

TEST(Signature, may_be_checked_by_several_threads_at_once) {
  const SignatureVerifier one = verifier({"first", kSecret});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&one] {
      for (int i = 0; i < 500; ++i) EXPECT_EQ(one.verify(kHeader, kBody), 1U);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Hashes, agree_with_published_vectors) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hashes, compare_in_constant_time_as_equality_does) {
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_TRUE(equal_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_constant_time("abc", "ab"));
}

TEST(Base64Url, follows_the_standards_vectors) {
  EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64url("fooba"), "Zm9vYmE");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(from_base64url("Zm9vYg=="), "foob");
  EXPECT_EQ(from_base64url("Zm9vYg"), "foob");
  for (const char* wrong : {"Z", "Zm9v*", "+/8", "Zg===", "Zh", "Z=g=", "===="}) {
    EXPECT_EQ(from_base64url(wrong), std::nullopt) << wrong;
  }
}

RC_GTEST_PROP(Encodings, round_trip, (std::string bytes)) {
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
  const auto view = std::as_bytes(std::span(bytes));
  const auto back = from_hex(to_hex(view));
  RC_ASSERT(back.has_value() && std::equal(back->begin(), back->end(), view.begin(), view.end()));
}

}  // namespace
}  // namespace dunlin::net
