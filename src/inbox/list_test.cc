#include "inbox/inbox_fixture_test.h"

namespace dunlin::inbox {
namespace {

using Numbers = std::vector<std::int64_t>;
class InboxList : public InboxTest {};
DUNLIN_ON_BOTH_ENGINES(InboxList);

TEST_P(InboxList, shows_the_last_activity_first_page_by_page) {
  conversation(1, 30);
  conversation(2, 10);
  conversation(3, 20);
  conversation(4, 20);
  EXPECT_EQ(listed(), (Numbers{2, 4, 3, 1}));
  says(ConversationId{1}, 900, "again");
  EXPECT_EQ(listed(), (Numbers{1, 2, 4, 3}));
}

TEST_P(InboxList, a_row_is_all_that_the_list_shows) {
  const auto id = conversation(1, 60, "how much is it?");
  const auto page = call("GET", "/api/v1/inbox");
  ASSERT_TRUE(page.ok()) << page.error().text();
  const auto& row = page->body.at("items").at(0);
  EXPECT_EQ(row.at("id").as_string(), to_text(id));
  EXPECT_EQ(row.at("contact").at("display_name").as_string(), "Instagram user …son1");
  EXPECT_EQ(row.at("last").at("text").as_string(), "how much is it?");
  EXPECT_EQ(row.at("last").at("direction").as_string(), "in");
  EXPECT_TRUE(row.at("unread").as_bool());
  EXPECT_EQ(row.at("owner").as_string(), "automation");
  EXPECT_TRUE(row.at("assignee_id").is_null());
  EXPECT_EQ(row.at("window").at("automation").at("leave").as_string(), "open");
}

TEST_P(InboxList, long_lines_are_cut_between_characters) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "س";
  conversation(1, 1, text);
  const auto page = call("GET", "/api/v1/inbox");
  ASSERT_TRUE(page.ok()) << page.error().text();
  EXPECT_EQ(page->body.at("items").at(0).at("last").at("text").as_string().size(), 400U);
}

TEST_P(InboxList, mine_unassigned_and_all_are_told_apart) {
  for (int i = 1; i <= 4; ++i) conversation(i, i);
  ASSERT_TRUE(change(ConversationId{2}, {{"assignee_id", "me"}}).ok());
  ASSERT_TRUE(change(ConversationId{3}, {{"assignee_id", person(ben_)}}).ok());
  EXPECT_EQ(listed("view=mine"), Numbers{2});
  EXPECT_EQ(listed_as(as(ben_), "view=mine"), Numbers{3});
  EXPECT_EQ(listed("view=unassigned"), (Numbers{1, 4}));
  EXPECT_EQ(listed("view=all"), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(listed("assignee=" + person(ben_)), Numbers{3});
  ASSERT_TRUE(change(ConversationId{2}, {{"assignee_id", nullptr}}).ok());
  EXPECT_EQ(listed("view=unassigned"), (Numbers{1, 2, 4}));
}

TEST_P(InboxList, closed_ones_are_apart_and_come_back_when_reopened) {
  conversation(1, 2);
  conversation(2, 1);
  ASSERT_TRUE(change(ConversationId{1}, {{"state", "closed"}}).ok());
  EXPECT_EQ(listed(), Numbers{2});
  EXPECT_EQ(listed("view=closed"), Numbers{1});
  const auto row = change(ConversationId{1}, {{"state", "open"}});
  ASSERT_TRUE(row.ok()) << row.error().text();
  EXPECT_EQ(row->body.at("owner").as_string(), "person") << "who reopened it has it";
  EXPECT_EQ(listed(), (Numbers{2, 1}));
}

TEST_P(InboxList, is_filtered_by_account_owner_and_unread) {
  conversation(1, 3);
  conversation(2, 2, "hi", kOther);
  conversation(3, 1);
  EXPECT_EQ(listed("account=" + to_text(kOther)), Numbers{2});
  ASSERT_TRUE(change(ConversationId{3}, {{"owner", "person"}}).ok());
  EXPECT_EQ(listed("owner=person"), Numbers{3});
  EXPECT_EQ(listed("owner=automation"), (Numbers{2, 1}));
  ASSERT_TRUE(change(ConversationId{1}, {{"unread", false}}).ok());
  EXPECT_EQ(listed("unread=true"), (Numbers{3, 2}));
  EXPECT_EQ(listed("unread=false"), Numbers{1});
  clock().advance(std::chrono::seconds{1});
  says(ConversationId{1}, 900, "are you there?");
  EXPECT_EQ(listed("unread=true"), (Numbers{1, 3, 2}));
}

TEST_P(InboxList, finds_windows_that_close_soon) {
  conversation(1, 23 * 60);
  conversation(2, 12 * 60);
  conversation(3, 25 * 60);
  EXPECT_EQ(listed("closing_within_hours=2"), Numbers{1});
  EXPECT_EQ(listed("closing_within_hours=13"), (Numbers{2, 1}));
}

TEST_P(InboxList, is_filtered_by_label) {
  for (int i = 1; i <= 3; ++i) conversation(i, i);
  const auto label =
      call("POST", "/api/v1/labels", json::Object{{"name", "VIP"}, {"colour", "red"}});
  ASSERT_TRUE(label.ok()) << label.error().text();
  const std::string id(label->body.at("id").as_string());
  for (const int number : {1, 3}) {
    const auto row = change(ConversationId{number},
                            {{"labels", json::Object{{"add", json::Array{json::Value(id)}}}}});
    ASSERT_TRUE(row.ok()) << row.error().text();
    EXPECT_EQ(row->body.at("labels").at(0).as_string(), id);
  }
  EXPECT_EQ(listed("label=" + id), (Numbers{1, 3}));
  EXPECT_EQ(listed("view=mine&label=" + id), Numbers{});
  ASSERT_TRUE(change(ConversationId{1},
                     {{"labels", json::Object{{"remove", json::Array{json::Value(id)}}}}})
                  .ok());
  EXPECT_EQ(listed("label=" + id), Numbers{3});
  ASSERT_TRUE(call("DELETE", "/api/v1/labels/" + id).ok());
  EXPECT_EQ(listed(), (Numbers{1, 2, 3}));
  EXPECT_EQ(listed("label=" + id), Numbers{});
}

TEST_P(InboxList, what_is_snoozed_waits_apart_until_its_time) {
  conversation(1, 5);
  conversation(2, 1);
  const Instant until = clock().now() + std::chrono::hours{1};
  ASSERT_TRUE(change(ConversationId{1}, {{"unread", false}}).ok());
  ASSERT_TRUE(change(ConversationId{1}, {{"snoozed_until", to_rfc3339(until)}}).ok());
  EXPECT_EQ(listed(), Numbers{2});
  EXPECT_EQ(listed("view=snoozed"), Numbers{1});
  const auto end = [this] {
    return *write([now = clock().now()](db::Tx& tx) {
      return conversations::end_snoozes(tx, testing::node_scope(), now, 100);
    });
  };
  EXPECT_EQ(end(), 0);
  clock().set(until);
  EXPECT_EQ(end(), 1);
  EXPECT_EQ(listed(), (Numbers{1, 2})) << "on top, as something that has just happened";
  EXPECT_EQ(listed("unread=true"), (Numbers{1, 2}));
  EXPECT_EQ(listed("view=snoozed"), Numbers{});
}

TEST_P(InboxList, what_is_snoozed_comes_back_when_the_person_writes) {
  conversation(1, 5);
  const Instant until = clock().now() + std::chrono::hours{1};
  ASSERT_TRUE(change(ConversationId{1}, {{"snoozed_until", to_rfc3339(until)}}).ok());
  says(ConversationId{1}, 900, "hello?");
  EXPECT_EQ(listed(), Numbers{1});
}

TEST_P(InboxList, counts_say_what_the_views_list) {
  for (int i = 1; i <= 5; ++i) conversation(i, i);
  ASSERT_TRUE(change(ConversationId{1}, {{"assignee_id", "me"}, {"unread", false}}).ok());
  ASSERT_TRUE(change(ConversationId{2}, {{"assignee_id", "me"}}).ok());
  ASSERT_TRUE(change(ConversationId{3}, {{"state", "closed"}}).ok());
  ASSERT_TRUE(change(ConversationId{4},
                     {{"snoozed_until", to_rfc3339(clock().now() + std::chrono::hours{1})}})
                  .ok());
  const auto counts = call("GET", "/api/v1/inbox/counts");
  ASSERT_TRUE(counts.ok()) << counts.error().text();
  const auto count = [&](const char* view) {
    EXPECT_FALSE(counts->body.at(view).at("more").as_bool());
    return counts->body.at(view).at("count").as_int64();
  };
  EXPECT_EQ(count("mine"), 2);
  EXPECT_EQ(count("mine_unread"), 1);
  EXPECT_EQ(count("unassigned"), 1);
  EXPECT_EQ(count("all"), 3);
  EXPECT_EQ(count("all_unread"), 2);
  EXPECT_EQ(count("snoozed"), 1);
}

TEST_P(InboxList, faulty_filters_are_refused_by_name) {
  for (const auto& [question, field] : std::vector<std::pair<std::string, std::string>>{
           {"view=ours", "view"},
           {"owner=me", "owner"},
           {"unread=1", "unread"},
           {"closing_within_hours=25", "closing_within_hours"},
           {"label=cnv_2", "label"},
           {"limit=0", "limit"}}) {
    const auto refused = call("GET", "/api/v1/inbox?" + question);
    ASSERT_FALSE(refused.ok()) << question;
    EXPECT_EQ(refused.error().field, field);
  }
}

}  // namespace
}  // namespace dunlin::inbox
