#include "sim/instagram/embedded.h"
#include "sim/instagram/test_world.h"

// The fake as part of a world: determinism, snapshots, the way without sockets.
namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

/// Everything that can be seen of a run with many faults.
std::string history_of(std::uint64_t seed) {
  TestWorld world(seed);
  for (const char* name :
       {"latency", "lost_after", "lost_before", "success_but_error", "read_lag", "echo_late",
        "echo_before_answer", "webhook_duplicate", "webhook_delay", "webhook_batch",
        "webhook_answer_lost", "webhook_wrong_signature", "server_error_after"}) {
    world.fake.faults()[name].probability = 0.2;
  }
  for (int i = 0; i < 40; ++i) {
    world.writes(i % 2 == 0 ? "leila" : "amir", "message " + std::to_string(i));
    world.send_text(i % 2 == 0 ? world.leila : world.amir, "answer " + std::to_string(i));
    world.seams.advance(3s);
  }
  world.seams.advance(48h);
  std::string all = world.fake.save();
  for (const char* log : {"sends", "calls", "deliveries"}) {
    all += json::print(world.control("GET", std::string("/sim/api/") + log).body);
  }
  for (const auto& hook : world.hooks) all += hook.body;
  return all;
}

TEST(World, the_same_seed_gives_the_same_history) {
  const std::string first = history_of(7);
  EXPECT_EQ(first, history_of(7));
  EXPECT_NE(first, history_of(8));
}

TEST(World, with_every_webhook_fault_each_event_still_arrives) {
  TestWorld world(3);
  for (const char* name : {"webhook_duplicate", "webhook_delay", "webhook_reorder", "webhook_batch",
                           "webhook_answer_lost", "webhook_wrong_signature"}) {
    world.fake.faults()[name].probability = 0.3;
  }
  std::set<std::string> written;
  for (int i = 0; i < 200; ++i) written.insert(world.writes("leila", "m"));
  world.seams.advance(36h);
  std::set<std::string> arrived;
  for (const auto& event : world.events())
    arrived.emplace(event.at("message").at("mid").as_string());
  EXPECT_EQ(arrived, written);
  EXPECT_EQ(world.fake.webhooks_waiting(), 0U);
}

TEST(Snapshot, keeps_the_world_and_delivers_what_was_not_accepted) {
  TestWorld world;
  world.writes("leila", "hi");
  EXPECT_EQ(world.send_text(world.leila, "hello").status, 200);
  EXPECT_TRUE(world.fake.people().comments({.person = "amir"}, {.text = "PRICE"}).ok());
  world.seams.advance(1s);
  world.app_answers = 503;
  world.writes("leila", "are you there?");
  const std::string saved = world.fake.save();

  TestWorld other(2);
  ASSERT_TRUE(other.fake.load(saved).ok());
  EXPECT_EQ(other.fake.state().thread(other.leila)->messages.size(), 3U);
  other.seams.run_ready();
  ASSERT_EQ(other.events().size(), 1U);
  EXPECT_EQ(other.events().front().at("message").at("text"), "are you there?");
  EXPECT_EQ(other.send_text(other.leila, "yes").status, 200);
  EXPECT_TRUE(other.fake.people().writes({.person = "amir"}, {.text = "hi"}).ok());
}

TEST(Snapshot, of_a_loaded_world_is_the_same_text) {
  TestWorld world;
  world.writes("leila", "hi");
  world.seams.advance(1s);
  const std::string saved = world.fake.save();
  TestWorld other(2);
  ASSERT_TRUE(other.fake.load(saved).ok());
  const auto state = [](const std::string& text) { return json::parse(text)->at("state"); };
  EXPECT_EQ(state(other.fake.save()), state(saved));
}

TEST(Snapshot, that_is_corrupt_is_refused_and_changes_nothing) {
  TestWorld world;
  const std::string mid = world.writes("leila", "hi");
  for (const char* bad :
       {"", "{}", "[1]", R"({"version":9,"state":{}})", R"({"version":1,"state":7})",
        R"({"version":1,"state":{"media":{"1":{"id":"1","ig_id":"nobody"}}}})"}) {
    const Status loaded = world.fake.load(bad);
    ASSERT_FALSE(loaded.ok()) << bad;
    EXPECT_EQ(loaded.error().id, "sim.snapshot");
  }
  EXPECT_NE(world.fake.state().message(mid), nullptr);
}

struct Memory {
  std::string text;
  int writes = 0;
  SnapshotStore store() {
    return {.read = [this] { return Result<std::string>(text); },
            .write =
                [this](const std::string& now) {
                  text = now;
                  ++writes;
                  return Status();
                }};
  }
};

TEST(Embedded, begins_with_the_demo_and_goes_on_where_it_was) {
  testing::ManualSeams seams;
  Seams& all = seams.seams();
  const World world{all.clock, all.random, all.timers, all.executor};
  Memory disk;
  {
    auto first = Embedded::create(world, {}, disk.store());
    ASSERT_TRUE(first.ok());
    People people = (*first)->instagram().people();
    EXPECT_TRUE(people.writes({.person = "leila"}, {.text = "hi"}).ok());
    EXPECT_TRUE(people.writes({.person = "leila"}, {.text = "hello?"}).ok());
    seams.advance(1s);
    EXPECT_EQ(disk.writes, 1);
    EXPECT_TRUE(people.writes({.person = "leila"}, {.text = "bye"}).ok());
    EXPECT_TRUE((*first)->flush().ok());
    seams.advance(1s);
  }
  auto second = Embedded::create(world, {}, disk.store());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ((*second)->instagram().state().thread("9100000000000000001")->messages.size(), 3U);
  EXPECT_EQ((*second)->app_secret().size(), 64U);
  seams.run_ready();
}

TEST(InProcessClient, turns_lost_answers_and_deadlines_into_transport_failures) {
  TestWorld world;
  InProcessClient client(world.fake, world.world());
  net::ClientRequest request;
  request.url = "https://graph.instagram.com/v25.0/me?fields=username&access_token=" +
                std::string(kDemoToken);
  const auto good = world.seams.run(client.send(request));
  EXPECT_EQ(std::get<net::ClientResponse>(good).status, 200);
  world.fake.faults()["lost_after"].next = 1;
  const auto lost = world.seams.run(client.send(request));
  EXPECT_EQ(std::get<net::TransportFailure>(lost).id, "net.reset");
  world.fake.faults()["latency"].next = 1;
  world.fake.faults()["latency"].values = {{"min_ms", 9000}, {"max_ms", 9000}};
  const auto late = world.seams.run(client.send(request));
  EXPECT_EQ(std::get<net::TransportFailure>(late).id, "net.timeout");
  world.fake.faults()["huge_body"].next = 1;
  const auto huge = world.seams.run(client.send(request));
  EXPECT_EQ(std::get<net::TransportFailure>(huge).id, "net.too_large");
  world.seams.advance(10s);
}

}  // namespace
}  // namespace dunlin::instagram
