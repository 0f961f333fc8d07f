#include "feed/feed.h"

#include <gtest/gtest.h>

#include "tests/support/manual_seams.h"

namespace dunlin::feed {
namespace {

constexpr WorkspaceId kOurs{1};
constexpr WorkspaceId kTheirs{2};
constexpr std::size_t kAll = 1'000;

Event of(WorkspaceId workspace, std::int64_t id, Kind kind = Kind::conversation) {
  return {.workspace = workspace, .kind = kind, .id = id, .note = {}};
}

class HubTest : public ::testing::Test {
 protected:
  std::shared_ptr<Hub> hub(std::string run = "1.1", std::size_t kept = 100) {
    return std::make_shared<Hub>(
        world_.seams().timers,
        HubOptions{.run = std::move(run),
                   .kept = kept,
                   .tell_others = [this](std::string word) { words_.push_back(std::move(word)); },
                   .tell_loss = [this] { ++losses_; }});
  }
  void flush() { world_.advance(std::chrono::milliseconds{20}); }
  static std::vector<std::int64_t> ids(const Hub& hub, WorkspaceId workspace, std::uint64_t after) {
    std::vector<std::int64_t> out;
    for (const auto& [number, event] : hub.since(workspace, after, kAll).events) {
      out.push_back(event.id);
    }
    return out;
  }

  testing::ManualSeams world_;
  std::vector<std::string> words_;
  int losses_ = 0;
};

using Ids = std::vector<std::int64_t>;

TEST_F(HubTest, changes_of_one_thing_within_a_moment_are_one_event) {
  const auto hub = this->hub();
  for (int i = 0; i < 10; ++i) hub->publish(of(kOurs, 7));
  hub->publish(of(kOurs, 8));
  EXPECT_EQ(hub->last(), 0U);
  flush();
  EXPECT_EQ(ids(*hub, kOurs, 0), (Ids{7, 8}));
  hub->publish(of(kOurs, 7));
  flush();
  EXPECT_EQ(ids(*hub, kOurs, 2), Ids{7});
}

TEST_F(HubTest, nobody_hears_of_another_workspace_and_all_of_what_is_everybodys) {
  const auto hub = this->hub();
  hub->publish(of(kOurs, 1));
  hub->publish(of(kTheirs, 2));
  hub->publish(of(WorkspaceId{}, 0, Kind::switches));
  flush();
  EXPECT_EQ(ids(*hub, kOurs, 0), (Ids{0, 1}));
  EXPECT_EQ(ids(*hub, kTheirs, 0), (Ids{0, 2}));
}

TEST_F(HubTest, who_comes_back_in_time_gets_the_rest_and_who_comes_too_late_is_told_so) {
  const auto hub = this->hub("1.1", 3);
  for (int i = 1; i <= 5; ++i) hub->publish(of(kOurs, i));
  flush();
  EXPECT_TRUE(hub->since(kOurs, 1, kAll).lost);
  EXPECT_FALSE(hub->since(kOurs, 2, kAll).lost);
  EXPECT_EQ(ids(*hub, kOurs, 3), (Ids{4, 5}));
  EXPECT_TRUE(hub->since(kOurs, 6, kAll).lost) << "a number that was never given";
}

TEST_F(HubTest, a_long_absence_is_read_in_pages) {
  const auto hub = this->hub();
  for (int i = 1; i <= 5; ++i) hub->publish(of(i % 2 == 1 ? kOurs : kTheirs, i));
  flush();
  const auto first = hub->since(kOurs, 0, 2);
  EXPECT_EQ(first.events.size(), 2U);
  const auto rest = hub->since(kOurs, first.through, 2);
  ASSERT_EQ(rest.events.size(), 1U);
  EXPECT_EQ(rest.events[0].second.id, 5);
  EXPECT_EQ(rest.through, hub->last());
}

TEST_F(HubTest, a_loss_makes_everybody_begin_anew_once) {
  const auto hub = this->hub();
  hub->publish(of(kOurs, 1));
  flush();
  const auto before = hub->last();
  hub->lost();
  EXPECT_TRUE(hub->since(kOurs, before, kAll).lost);
  EXPECT_FALSE(hub->since(kOurs, hub->last(), kAll).lost);
  hub->publish(of(kOurs, 2));
  flush();
  EXPECT_EQ(ids(*hub, kOurs, hub->last() - 1), Ids{2});
}

TEST_F(HubTest, two_nodes_tell_each_other_and_do_not_echo) {
  const auto one = hub("1.1");
  const auto two = hub("2.1");
  one->publish(of(kOurs, 1LL << 62, Kind::message));
  one->publish({.workspace = kOurs, .kind = Kind::presence, .id = 5, .note = "typing per_x"});
  flush();
  const auto told = std::exchange(words_, {});
  for (const std::string& word : told) {
    two->hear(word);
    one->hear(word);
  }
  flush();
  EXPECT_TRUE(words_.empty()) << "what was heard is not told on";
  const auto heard = two->since(kOurs, 0, kAll).events;
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0].second.id, 1LL << 62);
  EXPECT_EQ(heard[0].second.kind, Kind::message);
  EXPECT_EQ(heard[1].second.note, "typing per_x");
  EXPECT_EQ(one->last(), 2U);
}

TEST_F(HubTest, words_are_never_too_long_and_a_flood_is_told_as_a_loss) {
  const auto hub = this->hub();
  for (int i = 0; i < 2'000; ++i) hub->publish(of(kOurs, (1LL << 60) + i));
  flush();
  EXPECT_GT(words_.size(), 1U);
  for (const std::string& word : words_) EXPECT_LE(word.size(), 7'900U);
  words_.clear();
  for (int i = 0; i < 20'000; ++i) hub->publish(of(kOurs, (1LL << 60) + i));
  flush();
  EXPECT_TRUE(words_.empty());
  EXPECT_EQ(losses_, 1);
}

TEST_F(HubTest, a_word_that_nobody_wrote_is_taken_for_a_loss) {
  const auto hub = this->hub();
  for (const std::string_view word : {"", "x", "2.1\n9 1 1\n", "2.1\n0 1\n", "\n", "2.1\n0 1 1"}) {
    const auto before = hub->last();
    hub->hear(word);
    EXPECT_TRUE(hub->since(kOurs, before, kAll).lost) << word;
  }
}

Task<void> listen(std::shared_ptr<Hub> hub, Timers* timers, int* woken, bool* ended) {
  Hub::Listener listener(hub, *timers, kOurs);
  while (!hub->closed()) {
    co_await listener.wait(std::chrono::hours{1});
    ++*woken;
  }
  *ended = true;
}

TEST_F(HubTest, listeners_are_woken_by_their_workspace_alone_and_end_with_the_hub) {
  const auto hub = this->hub();
  int woken = 0;
  bool ended = false;
  spawn(world_.seams().executor, listen(hub, &world_.seams().timers, &woken, &ended));
  flush();
  EXPECT_EQ(hub->listeners(), 1U);
  hub->publish(of(kTheirs, 1));
  flush();
  EXPECT_EQ(woken, 0);
  hub->publish(of(kOurs, 1));
  hub->publish(of(kOurs, 2));
  flush();
  flush();
  EXPECT_EQ(woken, 1);
  hub->close();
  flush();
  EXPECT_TRUE(ended);
  EXPECT_EQ(hub->listeners(), 0U);
}

}  // namespace
}  // namespace dunlin::feed
