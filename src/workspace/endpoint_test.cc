#include "workspace/endpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/support/tenant.h"

namespace dunlin::workspace {
namespace {

Call call_with(const net::Request& request) {
  return Call{.scope = testing::scope_of(1),
              .installer = false,
              .path = {{"id", to_text(MessageId{77})}},
              .request = &request,
              .body = nullptr,
              .idempotency_key = "",
              .who = {},
              .signed_in = std::nullopt,
              .trail = {}};
}

net::Request asking(std::string name, std::string value) {
  net::Request request;
  request.query.emplace_back(std::move(name), std::move(value));
  return request;
}

TEST(Call, has_a_limit_of_fifty_unless_it_says_otherwise) {
  const net::Request plain;
  EXPECT_EQ(*call_with(plain).page_limit(), 50);
  for (const auto& [text, limit] : {std::pair{"1", 1}, std::pair{"200", 200}}) {
    const auto request = asking("limit", text);
    EXPECT_EQ(*call_with(request).page_limit(), limit);
  }
  for (const auto* text : {"0", "201", "-1", "1.5", "ten", "1 ", "99999999999"}) {
    const auto request = asking("limit", text);
    const auto limit = call_with(request).page_limit();
    ASSERT_FALSE(limit.ok()) << text;
    EXPECT_EQ(limit.error().id, "api.limit_invalid");
    EXPECT_EQ(limit.error().field, "limit");
  }
}

TEST(Call, refuses_a_cursor_that_no_list_gave) {
  for (const auto* text : {"x", "msg_3xKq", "p_1", "p_1-q_1x!", "p_1-r_1", "-"}) {
    const auto request = asking("cursor", text);
    const auto page = call_with(request).page();
    ASSERT_FALSE(page.ok()) << text;
    EXPECT_EQ(page.error().id, "api.cursor_invalid");
  }
}

TEST(Call, an_id_of_another_kind_is_as_unknown_as_any) {
  const net::Request plain;
  EXPECT_EQ(*call_with(plain).id<MessageId>(), MessageId{77});
  EXPECT_EQ(call_with(plain).id<ContactId>().error().code, Code::not_found);
  const auto request = asking("account", "msg_3");
  EXPECT_EQ(call_with(request).id_parameter<AccountId>("account").error().id, "api.id_invalid");
  EXPECT_FALSE(*call_with(plain).id_parameter<AccountId>("account"));
}

RC_GTEST_PROP(Cursor, comes_back_as_it_was, ()) {
  const Cursor cursor{.at_us = *rc::gen::inRange<std::int64_t>(0, INT64_MAX),
                      .id = *rc::gen::inRange<std::int64_t>(0, INT64_MAX)};
  RC_ASSERT(parse_cursor(to_text(cursor)) == cursor);
}

RC_GTEST_PROP(Page, holds_no_more_than_was_asked_and_goes_on_after_its_last, ()) {
  const int rows = *rc::gen::inRange(0, 12);
  const int limit = *rc::gen::inRange(1, 10);
  std::vector<int> all;
  for (int i = 0; i < rows; ++i) all.push_back(i);
  const auto page =
      Page<int>::cut(all, limit, [](int last) { return Cursor{.at_us = last, .id = last}; });
  RC_ASSERT(page.items.size() == static_cast<std::size_t>(std::min(rows, limit)));
  RC_ASSERT(page.next.has_value() == (rows > limit));
  if (page.next) RC_ASSERT(page.next->id == limit - 1);
}

TEST(Problem, tells_program_and_person_what_is_wrong) {
  const auto answer = problem(Error(Code::invalid, "rules.priority", "priority is too high")
                                  .at("priority")
                                  .hinting("Take 1 to 100."));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.headers.get("content-type"), "application/problem+json");
  const auto body = json::parse(answer.body)->as_object();
  EXPECT_EQ(body.at("code").as_string(), "rules.priority");
  EXPECT_EQ(body.at("field").as_string(), "priority");
  EXPECT_EQ(body.at("hint").as_string(), "Take 1 to 100.");
  EXPECT_EQ(body.at("status").as_int64(), 422);
}

TEST(Problem, keeps_what_is_ours_to_itself) {
  for (const Code code : {Code::internal, Code::corrupt}) {
    const auto answer = problem(Error(code, "db.statement", "SELECT secret FROM inside"));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  }
}

TEST(Problem, unreadable_json_is_400_and_a_missing_key_says_how_to_send_one) {
  EXPECT_EQ(problem(Error(Code::invalid, "json.syntax", "not JSON")).status, 400);
  const auto answer = problem(Error(Code::unauthorized, "auth.missing", "This needs an API key"));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.headers.get("WWW-Authenticate"), "Bearer");
}

}  // namespace
}  // namespace dunlin::workspace
