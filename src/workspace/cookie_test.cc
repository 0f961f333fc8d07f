#include "workspace/cookie.h"

#include <gtest/gtest.h>

#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

std::string found(std::initializer_list<std::string_view> fields) {
  net::Headers headers;
  for (const std::string_view field : fields) headers.add("Cookie", field);
  return session_token(headers, CookieKind::host).reveal();
}

TEST(Cookie, is_found_among_others_and_only_when_there_is_one) {
  EXPECT_EQ(found({"a=1; __Host-sid=abc; b=2"}), "abc");
  EXPECT_EQ(found({"a=1", "__Host-sid=abc"}), "abc");
  EXPECT_EQ(found({"sid=abc"}), "");
  EXPECT_EQ(found({"x__Host-sid=abc; __Host-sidx=b"}), "");
  EXPECT_EQ(found({"__Host-sid=a; __Host-sid=b"}), "");
  EXPECT_EQ(found({";;= ; __Host-sid="}), "");
}

TEST(Cookie, is_out_of_reach_of_scripts_and_other_hosts) {
  const std::string made = session_cookie(Secret<>(std::string("t")), CookieKind::host);
  EXPECT_EQ(made, "__Host-sid=t; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(session_cookie(Secret<>(std::string("t")), CookieKind::plain),
            "sid=t; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
  EXPECT_TRUE(ended_cookie(CookieKind::host).starts_with("__Host-sid=; Path=/; Max-Age=0"));
}

TEST(Cookie, a_request_of_another_origin_is_told) {
  const auto judged = [](std::string_view site, std::string_view origin) {
    net::Request request;
    request.headers.set("Host", "shop.example:8443");
    if (!site.empty()) request.headers.set("Sec-Fetch-Site", site);
    if (!origin.empty()) request.headers.set("Origin", origin);
    return is_same_origin(request);
  };
  EXPECT_TRUE(judged("", ""));
  EXPECT_TRUE(judged("same-origin", "https://shop.example:8443"));
  EXPECT_FALSE(judged("same-site", "https://shop.example:8443"));
  EXPECT_FALSE(judged("cross-site", ""));
  EXPECT_FALSE(judged("", "https://evil.example"));
  EXPECT_FALSE(judged("", "https://shop.example"));
  EXPECT_FALSE(judged("", "null"));
}

TEST(Email, is_folded_and_refused_when_mail_could_not_go_there) {
  EXPECT_EQ(fold_email(" Leila@Example.COM "), "leila@example.com");
  EXPECT_EQ(fold_email("a+b@x-y.example"), "a+b@x-y.example");
  for (const auto* text : {"", "a", "@b.c", "a@", "a b@c.d", "a@b\r\nRCPT TO:<x@y>", "a@b@c",
                           "<a@b.c>", "a@.c", "a@b.", "a@b..c", "-a@b.c", "a,b@c.d", "a@b;c"}) {
    EXPECT_FALSE(fold_email(text)) << text;
  }
  EXPECT_FALSE(fold_email(std::string(65, 'a') + "@b.c"));
  EXPECT_FALSE(fold_email("a@" + std::string(254, 'b')));
}

}  // namespace
}  // namespace dunlin::workspace
