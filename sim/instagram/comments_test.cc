#include "sim/instagram/test_world.h"

namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

struct Commented : TestWorld {
  std::string comment;
  explicit Commented(const std::string& person = "leila") {
    comment = *fake.people().comments({.person = person}, {.text = "PRICE"});
    seams.run_ready();
  }
  Answer reply_privately(const std::string& text = "49 euros") {
    return graph("POST", "/me/messages",
                 R"({"recipient":{"comment_id":")" + comment + R"("},"message":{"text":")" + text +
                     R"("}})");
  }
};

TEST(PrivateReply, reaches_the_author_once) {
  Commented world;
  const auto first = world.reply_privately();
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.text("recipient_id"), world.leila);
  EXPECT_EQ(world.reply_privately().code(), 10900);
  world.fake.switches().second_private_reply = 10;
  EXPECT_EQ(world.reply_privately().subcode(), 2534022);
  ASSERT_EQ(world.fake.sends().all().size(), 1U);
  EXPECT_EQ(world.fake.sends().all().front().comment_id, world.comment);
}

TEST(PrivateReply, opens_no_window_and_gives_no_consent) {
  Commented world;
  EXPECT_EQ(world.reply_privately().status, 200);
  EXPECT_EQ(world.send_text(world.leila, "more").subcode(), 2534022);
  EXPECT_EQ(world.graph("GET", "/" + world.leila).code(), 230);
  world.writes("leila", "thanks");
  EXPECT_EQ(world.send_text(world.leila, "more").status, 200);
}

TEST(PrivateReply, goes_to_requests_of_those_who_do_not_follow) {
  Commented follower("leila");
  EXPECT_EQ(follower.reply_privately().status, 200);
  EXPECT_EQ(follower.fake.state().thread(follower.leila)->folder, Thread::Folder::primary);
  Commented stranger("amir");
  EXPECT_EQ(stranger.reply_privately().status, 200);
  EXPECT_EQ(stranger.fake.state().thread(stranger.amir)->folder, Thread::Folder::requests);
}

TEST(PrivateReply, is_possible_for_seven_days) {
  Commented world;
  world.seams.advance(24h * 7);
  EXPECT_EQ(world.reply_privately().subcode(), 2534022);
  EXPECT_TRUE(world.fake.sends().all().empty());
}

TEST(PrivateReply, to_a_deleted_or_own_comment_is_invalid) {
  Commented world;
  EXPECT_TRUE(world.fake.people().deletes_comment(world.comment).ok());
  EXPECT_EQ(world.reply_privately().subcode(), 2534025);
  const std::string media = world.fake.state().media.begin()->first;
  const auto own = world.graph("POST", "/" + media + "/comments?message=hello");
  ASSERT_EQ(own.status, 200);
  world.comment = own.text("id");
  EXPECT_EQ(world.reply_privately().subcode(), 2534025);
}

TEST(PrivateReply, in_a_broadcast_ends_with_it) {
  TestWorld world;
  const auto live = world.fake.people().add_media("", {.caption = "now", .live = true});
  const auto comment =
      world.fake.people().comments({.person = "leila"}, {.text = "PRICE", .media_id = *live});
  world.seams.run_ready();
  EXPECT_EQ(world.events().back().at("field"), "live_comments");
  EXPECT_TRUE(world.fake.people().end_broadcast(*live).ok());
  const auto answer =
      world.graph("POST", "/me/messages",
                  R"({"recipient":{"comment_id":")" + *comment + R"("},"message":{"text":"a"}})");
  EXPECT_EQ(answer.code(), 10903);
}

TEST(PrivateReply, is_limited_to_750_an_hour) {
  TestWorld world;
  std::vector<std::string> comments;
  comments.reserve(751);
  for (int i = 0; i < 751; ++i) {
    comments.push_back(*world.fake.people().comments({.person = "leila"}, {.text = "PRICE"}));
  }
  const auto reply = [&](const std::string& comment) {
    return world.graph(
        "POST", "/me/messages",
        R"({"recipient":{"comment_id":")" + comment + R"("},"message":{"text":"a"}})");
  };
  for (int i = 0; i < 750; ++i) ASSERT_EQ(reply(comments[static_cast<std::size_t>(i)]).status, 200);
  EXPECT_EQ(reply(comments.back()).code(), 613);
  world.seams.advance(1h);
  EXPECT_EQ(reply(comments.back()).status, 200);
}

TEST(Comments, are_listed_newest_first_replied_to_and_hidden_by_query) {
  Commented world;
  world.seams.advance(1s);
  const auto second = world.fake.people().comments({.person = "amir"}, {.text = "me too"});
  const std::string media = world.fake.state().comment(world.comment)->media_id;
  const auto list = world.graph("GET", "/" + media + "/comments?fields=id,text,from,replies{text}");
  ASSERT_EQ(list.body.at("data").as_array().size(), 2U);
  EXPECT_EQ(list.body.at("data").as_array().front().at("id"), json::Value(*second));
  EXPECT_EQ(
      world.graph("POST", "/" + world.comment + "/replies", R"({"message":"see your DMs"})").status,
      200);
  EXPECT_EQ(world.graph("POST", "/" + world.comment, R"({"hide":true})").code(), 100);
  EXPECT_EQ(world.graph("POST", "/" + world.comment + "?hide=true").status, 200);
  const auto one = world.graph("GET", "/" + world.comment + "?fields=hidden,replies{text}");
  EXPECT_EQ(one.body.at("hidden"), true);
  EXPECT_EQ(one.body.at("replies").at("data").as_array().front().at("text"), "see your DMs");
  EXPECT_EQ(world.graph("DELETE", "/" + world.comment).status, 200);
  EXPECT_EQ(world.graph("GET", "/" + world.comment).subcode(), 33);
}

TEST(Comments, of_the_account_itself_are_delivered_too) {
  Commented world;
  world.hooks.clear();
  EXPECT_EQ(world.graph("POST", "/" + world.comment + "/replies", R"({"message":"thanks"})").status,
            200);
  world.seams.advance(1s);
  ASSERT_EQ(world.events().size(), 1U);
  EXPECT_EQ(world.events().front().at("value").at("from").at("id"), json::Value(kDemoIgId));
  EXPECT_EQ(world.events().front().at("value").at("parent_id"), json::Value(world.comment));
}

}  // namespace
}  // namespace dunlin::instagram
