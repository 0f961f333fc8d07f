#include "sim/clockwork/scheduler.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/manual_seams.h"

namespace dunlin {
namespace {

using clockwork::Scheduler;
using namespace std::chrono_literals;

Task<int> after(Timers& timers, Duration delay, int value) {
  co_await sleep(timers, delay);
  co_return value;
}

TEST(Scheduler, time_moves_to_the_next_timer_when_nothing_is_ready) {
  testing::ManualSeams world;
  EXPECT_EQ(world.run(after(world.seams().timers, 90s, 7)), 7);
  EXPECT_EQ(world.scheduler().elapsed(), 90s);
}

Task<void> wait_and_note(Signal& signal, std::string& notes) {
  const auto first = co_await signal.wait(10s);
  notes += first == Signal::Wake::notified ? "n" : "t";
  const auto second = co_await signal.wait(10s);
  notes += second == Signal::Wake::notified ? "n" : "t";
}

TEST(Signal, keeps_one_announcement_and_times_out_after_it) {
  testing::ManualSeams world;
  Signal signal(world.seams().timers);
  std::string notes;
  signal.notify();
  signal.notify();
  spawn(world.seams().executor, wait_and_note(signal, notes));
  world.run_ready();
  EXPECT_EQ(notes, "n");
  world.advance(9s);
  EXPECT_EQ(notes, "n");
  world.advance(1s);
  EXPECT_EQ(notes, "nt");
}

TEST(Scheduler, nothing_of_a_paused_domain_runs_until_it_is_resumed) {
  Scheduler scheduler(1, Scheduler::Order::seeded);
  const auto one = scheduler.new_domain();
  const auto other = scheduler.new_domain();
  const auto timers_of_one = scheduler.timers(one);
  const auto timers_of_other = scheduler.timers(other);
  std::string notes;
  timers_of_one->after(1s, [&] { notes += "1"; });
  const auto cancelled = timers_of_one->after(2s, [&] { notes += "c"; });
  timers_of_other->after(3s, [&] { notes += "o"; });
  post(scheduler.executor(one), [&] { notes += "r"; });
  scheduler.pause(one);
  post(scheduler.executor(one), [&] { notes += "R"; });
  scheduler.advance(10s);
  EXPECT_EQ(notes, "o");
  timers_of_one->cancel(cancelled);
  scheduler.resume(one);
  scheduler.advance(0s);
  EXPECT_EQ(notes.size(), 4U);
  EXPECT_EQ(notes.find('c'), std::string::npos);
  EXPECT_EQ(notes.back(), '1') << "what was ready goes before the clock is looked at";
  EXPECT_EQ(scheduler.elapsed(), 10s);
}

struct Death {
  int& deaths;
  ~Death() { ++deaths; }
};

Task<void> hold(Timers& timers, int& deaths) {
  const Death death{deaths};
  co_await sleep(timers, 1h);
}

TEST(Scheduler, dropping_a_domain_destroys_its_frames_and_swallows_what_comes_later) {
  Scheduler scheduler(1, Scheduler::Order::seeded);
  const auto doomed = scheduler.new_domain();
  const auto timers = scheduler.timers(doomed);
  int deaths = 0;
  spawn(scheduler.executor(doomed), hold(*timers, deaths));
  spawn(scheduler.executor(doomed), hold(*timers, deaths));
  scheduler.step();
  scheduler.drop(doomed);
  EXPECT_EQ(deaths, 1) << "only the frame that had begun holds the value";
  post(scheduler.executor(doomed), [&] { deaths += 100; });
  scheduler.advance(2h);
  EXPECT_EQ(deaths, 1);
}

std::string interleaving(std::uint64_t seed) {
  Scheduler scheduler(seed, Scheduler::Order::seeded);
  const auto domain = scheduler.new_domain();
  std::string order;
  for (char name = 'a'; name < 'i'; ++name) {
    post(scheduler.executor(domain), [&order, name] { order += name; });
  }
  scheduler.run_ready();
  return order;
}

TEST(Scheduler, the_seed_alone_decides_the_order) {
  EXPECT_EQ(interleaving(5), interleaving(5));
  EXPECT_NE(interleaving(5), interleaving(6));
}

}  // namespace
}  // namespace dunlin
