#include "server/health.h"

#include <deque>

#include <gtest/gtest.h>

#include "json/json.h"
#include "tests/support/manual_seams.h"

namespace dunlin::server {
namespace {

using std::chrono::seconds;

/// A database that fails, or keeps everybody waiting.
class TestStore final : public db::Backend {
 public:
  enum class Kind { fails, hangs };
  explicit TestStore(Kind kind) : kind_(kind) {}
  void submit(std::unique_ptr<db::Work> work, db::Mode, db::Priority) override {
    held_.push_back(std::move(work));
    if (kind_ == Kind::hangs) return;
    auto* const waiting = held_.back().get();
    waiting->fail(Error(Code::unavailable, "db.unavailable", "The database cannot answer now"));
    post(waiting->home(), [waiting] { waiting->answer(); });
  }
  [[nodiscard]] db::Engine engine() const override { return db::Engine::sqlite; }
  /// What hangs holds the coroutine that holds this.
  void close() override { held_.clear(); }

 private:
  Kind kind_;
  std::deque<std::unique_ptr<db::Work>> held_;
};

class TestGraph final : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest) override {
    net::ClientResult next = std::move(answers.front());
    answers.pop_front();
    co_return next;
  }
  std::deque<net::ClientResult> answers;
};

net::ClientResponse answered(int status, std::string date) {
  net::ClientResponse out;
  out.status = status;
  if (!date.empty()) out.headers.set("Date", date);
  return out;
}

struct HealthTest : ::testing::Test {
  ~HealthTest() override {
    for (const auto& store : stores) store->close();
  }
  HealthFacts ask(TestStore::Kind kind) {
    const auto store = std::make_shared<TestStore>(kind);
    stores.push_back(store);
    return world.run(ask_health({db::Database(store), db::Database(store), world.seams(), watch,
                                 [] { return std::optional(DiskSpace{.free_bytes = 7}); },
                                 [] { return std::optional<std::int64_t>(9); }, "The disk is full",
                                 std::nullopt}));
  }
  void call(net::ClientResult answer) {
    graph.answers.push_back(std::move(answer));
    (void)world.run(watch.send({}));
  }
  testing::ManualSeams world;
  TestGraph graph;
  GraphWatch watch{graph, world.clock()};
  std::vector<std::shared_ptr<TestStore>> stores;
};

TEST_F(HealthTest, a_store_that_hangs_holds_nobody_up_for_long) {
  const Instant before = world.clock().now();
  const HealthFacts facts = ask(TestStore::Kind::hangs);
  EXPECT_EQ(world.clock().now() - before, kStorePatience);
  EXPECT_EQ(facts.database_fault, "It does not answer in time.");
  EXPECT_EQ(facts.journal_fault, "It does not answer in time.");
  EXPECT_EQ(readyz(facts).status, 503);
}

TEST_F(HealthTest, a_store_that_fails_is_told_with_its_words) {
  const HealthFacts facts = ask(TestStore::Kind::fails);
  EXPECT_EQ(facts.database_fault, "The database cannot answer now");
  EXPECT_EQ(facts.disk->free_bytes, 7);
  EXPECT_EQ(facts.memory_bytes, 9);
  EXPECT_EQ(facts.write_fault, "The disk is full");
  const auto body = json::parse(readyz(facts).body);
  EXPECT_EQ(body->at("status").as_string(), "unavailable");
  EXPECT_FALSE(body->get_object().contains("sends"));
  EXPECT_EQ(body->at("checks").at("database").as_string(), "The database cannot answer now");
}

TEST_F(HealthTest, a_degraded_server_still_serves) {
  HealthFacts facts;
  facts.now = world.clock().now();
  facts.queue.emplace().queued = 3;
  facts.sending_paused = true;
  const net::Response answer = readyz(facts);
  EXPECT_EQ(answer.status, 200);
  const auto body = json::parse(answer.body);
  EXPECT_EQ(body->at("status").as_string(), "degraded");
  EXPECT_EQ(body->at("sends").at("queued").as_int64(), 3);
  EXPECT_EQ(body->at("off").as_array().size(), 1U);
}

TEST_F(HealthTest, failures_of_graph_are_counted_until_one_call_succeeds) {
  call(net::TransportFailure{.id = "net.timeout", .message = ""});
  call(answered(503, ""));
  EXPECT_EQ(watch.facts().bad_in_a_row, 2);
  EXPECT_EQ(watch.facts().bad, "status 503");
  EXPECT_FALSE(watch.facts().good_at.has_value());
  call(answered(400, ""));
  EXPECT_EQ(watch.facts().bad_in_a_row, 0);
  EXPECT_EQ(watch.facts().good_at, world.clock().now());
}

TEST_F(HealthTest, the_clock_is_compared_with_the_date_of_answers) {
  const auto date = parse_http_date("Sat, 21 Nov 2026 15:11:44 GMT");
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(to_rfc3339(*date), "2026-11-21T15:11:44Z");
  call(answered(200, "Sat, 21 Nov 2026 15:11:44 GMT"));
  ASSERT_TRUE(watch.facts().clock_ahead.has_value());
  EXPECT_EQ(*watch.facts().clock_ahead,
            world.clock().now() - *date - std::chrono::milliseconds{500});
}

TEST(HttpDate, other_shapes_are_not_guessed_at) {
  for (const auto* text : {"", "Saturday, 21-Nov-26 15:11:44 GMT", "Sat Nov 21 15:11:44 2026",
                           "Sat, 31 Feb 2026 15:11:44 GMT", "Sat, 21 Nov 2026 15:11:44 UTC",
                           "Sat, 21 Xxx 2026 15:11:44 GMT", "Sat, 21 Nov 2026 15:1x:44 GMT"}) {
    EXPECT_FALSE(parse_http_date(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace dunlin::server
