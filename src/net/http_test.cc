#include "net/http.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "net/client_url.h"

namespace dunlin::net {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Headers, compare_names_without_regard_to_case_and_keep_order) {
  Headers headers;
  headers.add("Accept", "a");
  headers.add("accept", "b");
  headers.add("Host", "h");
  EXPECT_EQ(headers.get("ACCEPT"), "a");
  EXPECT_EQ(headers.count("accept"), 2U);
  EXPECT_EQ(headers.get("absent"), "");
  headers.set("ACCEPT", "c");
  EXPECT_EQ(headers.all(), (Pairs{{"Host", "h"}, {"ACCEPT", "c"}}));
}

TEST(ParseQuery, decodes_in_order) {
  EXPECT_EQ(parse_query("a=1&b=%20&b=x+y&c&=d&&e==f%3D"),
            (Pairs{{"a", "1"}, {"b", " "}, {"b", "x y"}, {"c", ""}, {"", "d"}, {"e", "=f="}}));
  EXPECT_EQ(parse_query(""), Pairs{});
  EXPECT_EQ(parse_query("hub.mode=subscribe&q=%D8%B3"),
            (Pairs{{"hub.mode", "subscribe"}, {"q", "س"}}));
}

TEST(ParseQuery, refuses_broken_escapes_and_text) {
  for (const char* text :
       {"a=%", "a=%1", "a=%zz", "%g0=1", "a=%00", "a=%ff", "a=%c3", "a=1&b=%2"}) {
    EXPECT_EQ(parse_query(text), std::nullopt) << text;
  }
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "a&";
  EXPECT_EQ(parse_query(many), std::nullopt);
}

RC_GTEST_PROP(PercentEncoding, round_trips_any_text, (std::string name, std::string value)) {
  name = utf8::repaired(name);
  value = utf8::repaired(value);
  RC_PRE(!name.empty());
  RC_ASSERT(parse_query(form_encode({{name, value}})) == (Pairs{{name, value}}));
}

TEST(Url, joins_base_segments_and_query) {
  EXPECT_EQ(to_text({.base = "https://h/v1", .path = {"me", "a/b c"}, .query = {{"f", "id,name"}}}),
            "https://h/v1/me/a%2Fb%20c?f=id%2Cname");
  EXPECT_EQ(to_text({.base = "https://h/", .path = {"x"}, .query = {}}), "https://h/x");
  EXPECT_EQ(to_text({.base = "https://h", .path = {}, .query = {}}), "https://h");
}

TEST(Response, of_json_names_its_type) {
  const Response response = Response::json(201, "{}");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.headers.get("content-type"), "application/json");
  EXPECT_EQ(reason(413), "Content Too Large");
}

}  // namespace
}  // namespace dunlin::net
