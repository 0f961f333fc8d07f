#include <fmt/format.h>
#include <gtest/gtest.h>

#include "contacts/contacts.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::contacts {
namespace {

constexpr AccountId kAccount{7};

class ContactApi : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    caller_.emplace(endpoints(database(), seams_->seams()));
    const auto made = write([](db::Tx& tx) -> Result<int> {
      for (const std::int64_t id : {1, 2}) {
        DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(id)));
      }
      DUNLIN_CHECK(testing::make_account(tx, testing::scope_of(1), kAccount));
      for (const std::int64_t id : {100, 101, 102}) {
        DUNLIN_CHECK(testing::make_contact(tx, testing::scope_of(1), kAccount, ContactId{id}));
      }
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  Result<workspace::Reply> call(std::string_view method, std::string target,
                                json::Value body = nullptr, std::int64_t workspace = 1) {
    return wait(caller_->start(testing::scope_of(workspace), method, target, std::move(body)));
  }
  static std::string path(std::int64_t id, std::string more = "") {
    return "/api/v1/contacts/" + to_text(ContactId{id}) + more;
  }

  std::optional<testing::PlainSeams> seams_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(ContactApi);

TEST_P(ContactApi, lists_people_page_by_page) {
  std::vector<std::string> names;
  std::string target = "/api/v1/contacts?limit=2&account=" + to_text(kAccount);
  for (std::string cursor = "-"; !cursor.empty();) {
    const std::string after = cursor == "-" ? "" : fmt::format("&cursor={}", cursor);
    const auto page = call("GET", target + after);
    ASSERT_TRUE(page.ok()) << page.error().text();
    for (const auto& item : page->body.at("items").as_array()) {
      names.emplace_back(item.at("display_name").as_string());
    }
    const auto& next = page->body.at("next");
    cursor = next.is_string() ? std::string(next.as_string()) : "";
  }
  EXPECT_EQ(names, (std::vector<std::string>{"Instagram user …n102", "Instagram user …n101",
                                             "Instagram user …n100"}));
}

TEST_P(ContactApi, another_workspace_gets_the_same_answer_as_for_nobody) {
  for (const auto* more : {"", "/consent"}) {
    const auto theirs = call("GET", path(100, more), nullptr, 2);
    const auto nobody = call("GET", path(999, more));
    ASSERT_FALSE(theirs.ok());
    EXPECT_EQ(theirs.error().text(), nobody.error().text());
  }
  const auto tags = call("PATCH", path(100, "/tags"), json::Object{{"add", json::Array{"x"}}}, 2);
  EXPECT_EQ(tags.error().id, "contact.not_found");
  const json::Object consent{{"kind", "granted"}, {"source", "api"}};
  EXPECT_EQ(call("POST", path(100, "/consent"), consent, 2).error().id, "contact.not_found");
}

TEST_P(ContactApi, tags_are_added_and_removed_and_bounded) {
  const auto changed =
      call("PATCH", path(100, "/tags"),
           json::Object{{"add", json::Array{"vip", "b"}}, {"remove", json::Array{"b"}}});
  ASSERT_TRUE(changed.ok()) << changed.error().text();
  EXPECT_EQ(changed->body.at("tags"), (json::Array{"vip"}));
  json::Array many;
  for (int i = 0; i < 50; ++i) many.emplace_back("t" + std::to_string(i));
  EXPECT_EQ(call("PATCH", path(100, "/tags"), json::Object{{"add", many}}).error().id,
            "contact.too_many_tags");
  EXPECT_EQ(call("GET", path(100))->body.at("tags"), (json::Array{"vip"}));
}

TEST_P(ContactApi, writes_and_shows_the_ledger) {
  const auto granted =
      call("POST", path(100, "/consent"),
           json::Object{{"kind", "granted"}, {"source", "form"}, {"evidence", "row 3"}});
  ASSERT_TRUE(granted.ok()) << granted.error().text();
  EXPECT_EQ(granted->status, 201);
  EXPECT_TRUE(granted->body.at("has_basis").as_bool());
  clock().advance(std::chrono::seconds{1});
  ASSERT_TRUE(
      call("POST", path(100, "/consent"), json::Object{{"kind", "opted_out"}, {"source", "api"}})
          .ok());
  const auto shown = call("GET", path(100, "/consent"));
  EXPECT_FALSE(shown->body.at("has_basis").as_bool());
  EXPECT_TRUE(shown->body.at("opted_out_at").is_string());
  EXPECT_EQ(shown->body.at("history").as_array().size(), 2u);
  EXPECT_EQ(call("POST", path(100, "/consent"), json::Object{{"kind", "maybe"}}).error().code,
            Code::invalid);
}

TEST_P(ContactApi, finds_many_at_once) {
  std::vector<ContactId> ids;
  for (std::int64_t id = 90; id < 115; ++id) ids.push_back(ContactId{id});
  const auto found = read([ids](db::Tx& tx) { return find_all(tx, testing::scope_of(1), ids); });
  ASSERT_TRUE(found.ok()) << found.error().text();
  EXPECT_EQ(found->size(), 3u);
  EXPECT_TRUE(read([ids](db::Tx& tx) { return find_all(tx, testing::scope_of(2), ids); })->empty());
}

}  // namespace
}  // namespace dunlin::contacts
