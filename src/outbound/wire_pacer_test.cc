#include "outbound/wire_pacer.h"

#include <gtest/gtest.h>

namespace dunlin::outbound {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr AccountId kShop{7};
constexpr AccountId kOther{8};
constexpr Monotonic kStart{};
constexpr Duration kNow{0};

void fill(WirePacer& pacer, CallKind kind, int count, Monotonic now) {
  for (int i = 0; i < count; ++i) ASSERT_EQ(pacer.enter(kShop, kind, now), kNow);
}

TEST(WirePacer, a_hundred_unanswered_calls_let_no_other_leave_however_old_they_are) {
  WirePacer pacer;
  fill(pacer, CallKind::text, 100, kStart);
  EXPECT_GT(pacer.enter(kShop, CallKind::text, kStart + seconds{20}), kNow);
  EXPECT_EQ(pacer.enter(kOther, CallKind::text, kStart), kNow);
}

TEST(WirePacer, a_call_counts_for_a_second_after_its_answer) {
  WirePacer pacer;
  fill(pacer, CallKind::text, 100, kStart);
  pacer.left(kShop, CallKind::text, kStart + milliseconds{300});
  EXPECT_EQ(pacer.enter(kShop, CallKind::mark, kStart + milliseconds{500}), milliseconds{800});
  EXPECT_EQ(pacer.enter(kShop, CallKind::mark, kStart + milliseconds{1300}), kNow);
  EXPECT_GT(pacer.enter(kShop, CallKind::mark, kStart + milliseconds{1300}), kNow);
}

TEST(WirePacer, each_of_several_nodes_has_its_part_of_the_room) {
  WirePacer pacer;
  pacer.share(WirePacer::Standing::known, 3);
  fill(pacer, CallKind::audio_video, 3, kStart);
  EXPECT_GT(pacer.enter(kShop, CallKind::audio_video, kStart), kNow);
  fill(pacer, CallKind::text, 27, kStart);
  EXPECT_GT(pacer.enter(kShop, CallKind::text, kStart), kNow);
}

TEST(WirePacer, however_many_nodes_there_are_each_may_send_something) {
  WirePacer pacer;
  pacer.share(WirePacer::Standing::known, 1024);
  EXPECT_EQ(pacer.enter(kShop, CallKind::audio_video, kStart), kNow);
}

TEST(WirePacer, a_node_that_the_others_may_not_know_yet_keeps_to_what_they_leave) {
  WirePacer old, fresh;
  old.share(WirePacer::Standing::known, 1);
  fresh.share(WirePacer::Standing::newcomer, 2);
  fill(old, CallKind::text, 90, kStart);
  fill(fresh, CallKind::text, 10, kStart);
  EXPECT_GT(old.enter(kShop, CallKind::text, kStart), kNow);
  EXPECT_GT(fresh.enter(kShop, CallKind::text, kStart), kNow);
}

TEST(WirePacer, audio_and_video_have_a_tenth_of_the_room_and_use_the_common_room_too) {
  WirePacer pacer;
  fill(pacer, CallKind::audio_video, 10, kStart);
  EXPECT_GT(pacer.enter(kShop, CallKind::audio_video, kStart), kNow);
  fill(pacer, CallKind::text, 90, kStart);
  EXPECT_GT(pacer.enter(kShop, CallKind::text, kStart), kNow);
}

}  // namespace
}  // namespace dunlin::outbound
