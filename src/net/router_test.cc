#include "net/router.h"

#include <gtest/gtest.h>

namespace dunlin::net {
namespace {

using Kind = RouteMatch::Kind;

Router sample() {
  auto router = Router::create({{"GET", "/"},
                                {"GET", "/api/v1/rules"},
                                {"POST", "/api/v1/rules"},
                                {"GET", "/api/v1/rules/{id}"},
                                {"DELETE", "/api/v1/rules/{id}"},
                                {"GET", "/api/v1/rules/export"},
                                {"GET", "/api/v1/rules/{id}/versions/{version}"},
                                {"GET", "/api/v1/{noun}/export/all"}});
  check(router.ok(), "the sample routes are well formed");
  return *std::move(router);
}

TEST(Router, finds_literals_and_captures) {
  const Router router = sample();
  EXPECT_EQ(router.find("GET", "/").index, 0U);
  EXPECT_EQ(router.find("POST", "/api/v1/rules").index, 2U);
  const RouteMatch one = router.find("GET", "/api/v1/rules/rul_1");
  EXPECT_EQ(one.index, 3U);
  EXPECT_EQ(one.parameters, std::vector<std::string>{"rul_1"});
  const RouteMatch two = router.find("GET", "/api/v1/rules/r/versions/7");
  EXPECT_EQ(two.index, 6U);
  EXPECT_EQ(two.parameters, (std::vector<std::string>{"r", "7"}));
}

TEST(Router, prefers_literals_but_goes_back_to_captures) {
  const Router router = sample();
  EXPECT_EQ(router.find("GET", "/api/v1/rules/export").index, 5U);
  const RouteMatch capture = router.find("DELETE", "/api/v1/rules/export");
  EXPECT_EQ(capture.index, 4U);
  EXPECT_EQ(capture.parameters, std::vector<std::string>{"export"});
  EXPECT_EQ(router.find("GET", "/api/v1/rules/export/all").index, 7U);
}

TEST(Router, tells_unknown_paths_from_wrong_methods) {
  const Router router = sample();
  for (const char* path : {"/api", "/api/v1/rules/", "/api/v1/rules//versions/1", "//", "", "x",
                           "/api/v1/rules/a/b"}) {
    EXPECT_EQ(router.find("GET", path).kind, Kind::unknown_path) << path;
  }
  const RouteMatch wrong = router.find("PUT", "/api/v1/rules/export");
  EXPECT_EQ(wrong.kind, Kind::wrong_method);
  EXPECT_EQ(wrong.allow, "DELETE, GET, HEAD");
  EXPECT_EQ(router.find("get", "/").kind, Kind::wrong_method);
}

TEST(Router, answers_head_where_get_exists) {
  const Router router = sample();
  EXPECT_EQ(router.find("HEAD", "/api/v1/rules").index, 1U);
}

TEST(Router, refuses_duplicates_and_malformed_patterns) {
  const auto error_id = [](std::vector<RoutePattern> patterns) {
    const auto router = Router::create(patterns);
    return router ? std::string("ok") : router.error().id;
  };
  EXPECT_EQ(error_id({{"GET", "/a"}, {"GET", "/a"}}), "net.route_duplicate");
  EXPECT_EQ(error_id({{"GET", "/a/{x}"}, {"GET", "/a/{y}"}}), "net.route_duplicate");
  EXPECT_EQ(error_id({{"GET", "/a/{x}"}, {"POST", "/a/{y}"}}), "ok");
  for (const char* path : {"", "a", "/a/", "//a", "/{}", "/{a", "/a}", "/x{a}", "/{a}{b}"}) {
    EXPECT_EQ(error_id({{"GET", path}}), "net.route_invalid") << path;
  }
}

}  // namespace
}  // namespace dunlin::net
