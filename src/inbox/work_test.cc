#include "inbox/inbox_fixture_test.h"

namespace dunlin::inbox {
namespace {

class InboxWork : public InboxTest {
 protected:
  std::string make(const std::string& path, json::Object body) {
    const auto made = call("POST", path, std::move(body));
    EXPECT_TRUE(made.ok()) << made.error().text();
    return made.ok() ? std::string(made->body.at("id").as_string()) : "";
  }
  std::string refusal(std::string_view method, const std::string& path,
                      json::Value body = nullptr) {
    const auto refused = call(method, path, std::move(body));
    EXPECT_FALSE(refused.ok()) << path;
    return refused.ok() ? "" : refused.error().id;
  }
};
DUNLIN_ON_BOTH_ENGINES(InboxWork);

TEST_P(InboxWork, one_conversation_is_shown_whole) {
  const auto id = conversation(1, 60);
  ASSERT_TRUE(call("PUT", at(id, "/draft"), json::Object{{"text", "It costs"}}).ok());
  ASSERT_TRUE(call("POST", at(id, "/notes"), json::Object{{"text", "asks often"}}).ok());
  const auto whole = call("GET", at(id));
  ASSERT_TRUE(whole.ok()) << whole.error().text();
  EXPECT_EQ(whole->body.at("message_count").as_int64(), 1);
  EXPECT_EQ(whole->body.at("notes_count").as_int64(), 1);
  EXPECT_EQ(whole->body.at("draft").at("text").as_string(), "It costs");
  EXPECT_EQ(whole->body.at("composer").at("state").as_string(), "open");
  EXPECT_EQ(whole->body.at("composer").at("text_bytes").to_number<int>(), 1000);
  EXPECT_FALSE(whole->body.at("consent").at("has_basis").as_bool());
  const auto bens = call_as(as(ben_), "GET", at(id));
  ASSERT_TRUE(bens.ok());
  EXPECT_TRUE(bens->body.at("draft").is_null()) << "a draft is its writer's";
  ASSERT_TRUE(call("PUT", at(id, "/draft"), json::Object{{"text", ""}}).ok());
  EXPECT_TRUE(call("GET", at(id))->body.at("draft").is_null());
}

TEST_P(InboxWork, the_composer_says_why_it_is_closed_and_what_can_be_done) {
  const auto id = conversation(1, 25 * 60);
  auto composer = call("GET", at(id))->body.at("composer");
  EXPECT_EQ(composer.at("state").as_string(), "closed");
  EXPECT_NE(composer.at("reason").as_string(), "");
  EXPECT_NE(composer.at("way_out").as_string(), "");
  ASSERT_TRUE(write([](db::Tx& tx) {
                return accounts::set_human_agent(tx, testing::scope_of(1), kShop, true);
              }).ok());
  composer = call("GET", at(id))->body.at("composer");
  EXPECT_EQ(composer.at("state").as_string(), "people_only");
}

TEST_P(InboxWork, bulk_changes_have_a_result_for_each) {
  for (int i = 1; i <= 3; ++i) conversation(i, i);
  ASSERT_TRUE(change(ConversationId{2}, {{"state", "closed"}}).ok());
  const json::Array ids{json::Value(to_text(ConversationId{1})),
                        json::Value(to_text(ConversationId{2})),
                        json::Value(to_text(ConversationId{99})), json::Value("what")};
  const auto done = call(
      "POST", "/api/v1/inbox/bulk",
      json::Object{{"ids", ids},
                   {"change", json::Object{{"snoozed_until",
                                            to_rfc3339(clock().now() + std::chrono::hours{1})}}}});
  ASSERT_TRUE(done.ok()) << done.error().text();
  const auto& items = done->body.at("items").as_array();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_TRUE(items[0].at("changed").as_bool());
  EXPECT_EQ(items[1].at("problem").at("code").as_string(), "inbox.not_open");
  EXPECT_EQ(items[2].at("problem").at("code").as_string(), "conversation.not_found");
  EXPECT_EQ(items[3].at("problem").at("code").as_string(), "conversation.not_found");
  EXPECT_EQ(listed(), (std::vector<std::int64_t>{3}));
}

TEST_P(InboxWork, what_is_not_there_and_whats_another_workspaces_is_one_answer) {
  const auto id = conversation(1, 1);
  const Scope theirs = testing::scope_of(2);
  for (const auto& target : {at(id), at(ConversationId{99})}) {
    const auto refused = call_as(theirs, "GET", target);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().id, "conversation.not_found");
  }
  EXPECT_EQ(refusal("PATCH", at(id), json::Object{{"assignee_id", to_text(PersonId{5})}}),
            "member.not_found");
  EXPECT_EQ(
      refusal("PATCH", at(id),
              json::Object{{"labels",
                            json::Object{{"add", json::Array{json::Value(to_text(LabelId{5}))}}}}}),
      "label.not_found");
  EXPECT_EQ(refusal("PATCH", at(id), json::Object{{"snoozed_until", "2020-01-01T00:00:00Z"}}),
            "inbox.snooze_invalid");
}

TEST_P(InboxWork, notes_belong_to_who_wrote_them) {
  const auto id = conversation(1, 1);
  const auto note = make(at(id, "/notes"), {{"text", "first"}});
  const std::string path = "/api/v1/notes/" + note;
  const auto bens = call_as(as(ben_), "PATCH", path, json::Object{{"text", "mine now"}});
  ASSERT_FALSE(bens.ok());
  EXPECT_EQ(bens.error().id, "note.not_yours");
  const auto changed = call("PATCH", path, json::Object{{"text", "second"}});
  ASSERT_TRUE(changed.ok()) << changed.error().text();
  EXPECT_FALSE(changed->body.at("edited_at").is_null());
  const auto list = call("GET", at(id, "/notes"));
  EXPECT_EQ(list->body.at("items").at(0).at("text").as_string(), "second");
  EXPECT_EQ(list->body.at("items").at(0).at("author_id").as_string(), person(ana_));
  ASSERT_TRUE(call("DELETE", path).ok());
  EXPECT_EQ(refusal("DELETE", path), "note.not_found");
}

TEST_P(InboxWork, labels_that_look_alike_are_one) {
  const auto id = make("/api/v1/labels", {{"name", "كتاب"}, {"colour", "blue"}});
  EXPECT_EQ(refusal("POST", "/api/v1/labels", json::Object{{"name", "کتاب"}, {"colour", "red"}}),
            "label.name_taken");
  EXPECT_EQ(refusal("POST", "/api/v1/labels", json::Object{{"name", " "}, {"colour", "red"}}),
            "label.name_blank");
  ASSERT_TRUE(
      call("PUT", "/api/v1/labels/" + id, json::Object{{"name", "کتاب"}, {"colour", "green"}})
          .ok());
  const auto labels = call("GET", "/api/v1/labels");
  ASSERT_EQ(labels->body.at("items").as_array().size(), 1U);
  EXPECT_EQ(labels->body.at("items").at(0).at("colour").as_string(), "green");
}

TEST_P(InboxWork, canned_replies_are_filled_in_the_persons_language) {
  const auto id = conversation(1, 1);
  contacts::Profile leila;
  leila.username = "leila";
  leila.name = "Leila";
  ASSERT_TRUE(write([leila](db::Tx& tx) {
                return contacts::set_profile(tx, testing::scope_of(1), ContactId{1}, leila, {});
              }).ok());
  const json::Array texts{
      json::Object{{"language", "en"}, {"text", "Hello {{name|there}}"}},
      json::Object{{"language", "fa"}, {"text", "سلام {{name|دوست}} {{text|-}}"}}};
  const auto canned = make("/api/v1/canned-replies", {{"shortcut", "hi"}, {"texts", texts}});
  const std::string path =
      "/api/v1/canned-replies/" + canned + "/filled?conversation=" + to_text(id);
  EXPECT_EQ(call("GET", path)->body.at("text").as_string(), "Hello Leila");
  EXPECT_EQ(call("GET", path + "&language=fa-IR")->body.at("text").as_string(), "سلام Leila -");
  ASSERT_TRUE(write([](db::Tx& tx) {
                return contacts::set_language(tx, testing::scope_of(1), ContactId{1}, "fa");
              }).ok());
  EXPECT_EQ(call("GET", path)->body.at("language").as_string(), "fa");
  EXPECT_EQ(
      refusal("POST", "/api/v1/canned-replies", json::Object{{"shortcut", "hi"}, {"texts", texts}}),
      "canned.shortcut_taken");
  EXPECT_EQ(
      refusal("POST", "/api/v1/canned-replies",
              json::Object{
                  {"shortcut", "x"},
                  {"texts", json::Array{json::Object{{"language", "en"}, {"text", "{{price}}"}}}}}),
      "canned.variable_unknown");
}

TEST_P(InboxWork, saved_views_are_ones_own_unless_shared) {
  const json::Object filter{{"view", "unassigned"}, {"unread", true}, {"closing_within_hours", 2}};
  const auto id =
      make("/api/v1/inbox-views", {{"name", "Urgent"}, {"shared", false}, {"filter", filter}});
  EXPECT_EQ(call("GET", "/api/v1/inbox-views")->body.at("items").at(0).at("filter"),
            json::Value(filter));
  EXPECT_EQ(call_as(as(ben_), "GET", "/api/v1/inbox-views")->body.at("items").as_array().size(),
            0U);
  const std::string path = "/api/v1/inbox-views/" + id;
  const auto hidden = call_as(as(ben_), "DELETE", path);
  EXPECT_EQ(hidden.error().id, "view.not_found");
  ASSERT_TRUE(
      call("PUT", path, json::Object{{"name", "Urgent"}, {"shared", true}, {"filter", filter}})
          .ok());
  EXPECT_FALSE(
      call_as(as(ben_), "GET", "/api/v1/inbox-views")->body.at("items").at(0).at("mine").as_bool());
  EXPECT_EQ(call_as(as(ben_), "DELETE", path).error().id, "view.not_yours");
  ASSERT_TRUE(call("DELETE", path).ok());
}

TEST_P(InboxWork, who_types_takes_over_and_the_others_see_it) {
  const auto id = conversation(1, 1);
  const std::string path = at(id, "/presence");
  const auto looks = call("POST", path, json::Object{{"state", "viewing"}});
  ASSERT_TRUE(looks.ok()) << looks.error().text();
  EXPECT_EQ(looks->body.at("owner").as_string(), "automation");
  // Told through the feed, which gathers for a moment.
  while (hub_->last() < 1) run_one();
  const auto types = call("POST", path, json::Object{{"state", "typing"}});
  EXPECT_EQ(types->body.at("owner").as_string(), "person");
  EXPECT_EQ(call("GET", at(id))->body.at("owner").as_string(), "person");
  while (hub_->last() < 3) run_one();
  const auto bens = call_as(as(ben_), "POST", path, json::Object{{"state", "viewing"}});
  const auto& others = bens->body.at("others").as_array();
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others[0].at("person_id").as_string(), person(ana_));
  EXPECT_EQ(others[0].at("state").as_string(), "typing");
  clock().advance(kPresenceLife);
  EXPECT_TRUE(call_as(as(ben_), "GET", at(id))->body.at("presence").as_array().empty());
  EXPECT_EQ(refusal("POST", at(ConversationId{99}, "/presence"), json::Object{{"state", "typing"}}),
            "conversation.not_found");
}

}  // namespace
}  // namespace dunlin::inbox
