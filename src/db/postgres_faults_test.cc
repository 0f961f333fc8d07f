#include <array>
#include <atomic>
#include <barrier>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "tests/storage/postgres_cluster.h"
#include "tests/storage/postgres_storage.h"
#include "tests/storage/recorded_work.h"

namespace dunlin::db {
namespace {

using testing::Answers;
using testing::PostgresCluster;
using testing::RecordedWork;

/// What happens when PostgreSQL fails in the middle of things.
class PostgresFaults : public testing::StorageTest {
 protected:
  PostgresFaults() : StorageTest(testing::Schema::empty) {}

  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    must(write([](Tx& tx) -> Status {
      DUNLIN_CHECK(tx.run("CREATE TABLE thing (id BIGINT PRIMARY KEY, size BIGINT NOT NULL)"));
      return tx.run("INSERT INTO thing (id, size) VALUES (1, 0), (2, 0)");
    }));
  }
  static void must(const Status& done) { ASSERT_TRUE(done.ok()) << done.error().text(); }

  static void kill(int pid) {
    PostgresCluster::instance().execute(fmt::format("SELECT pg_terminate_backend({})", pid));
  }
  int size_of(int id) {
    const auto rows =
        read([id](Tx& tx) { return tx.query("SELECT size FROM thing WHERE id = $1", id); });
    return rows.value().at(0).get<int>(0);
  }
  static Status grow(Tx& tx, int id) {
    return tx.run("UPDATE thing SET size = size + 1 WHERE id = $1", id);
  }
  /// Returns when every commit from now on obeys.
  static void set_synchronous_standby(std::string_view name) {
    auto& server = PostgresCluster::instance();
    // ALTER SYSTEM is refused inside a transaction.
    server.execute(fmt::format("ALTER SYSTEM SET synchronous_standby_names = '{}'", name));
    server.execute("SELECT pg_reload_conf()");
    const std::string known = fmt::format(
        "SELECT 1 / CAST(current_setting('synchronous_standby_names') = '{}' AS INTEGER)", name);
    while (!server.try_execute(known)) std::this_thread::yield();
    // A new connection knows, so the checkpointer was told, which tells the commits; it does so
    // before the next checkpoint.
    server.execute("CHECKPOINT");
  }
};
INSTANTIATE_TEST_SUITE_P(OnPostgres, PostgresFaults, ::testing::Values(Engine::postgres),
                         testing::engine_name);

TEST_P(PostgresFaults, run_a_closure_again_when_its_connection_dies_under_it) {
  std::atomic<int> runs = 0;
  const auto done = write([&](Tx& tx) -> Status {
    DUNLIN_CHECK(grow(tx, 1));
    DUNLIN_TRY(const Rows pid, tx.query("SELECT pg_backend_pid()"));
    if (++runs == 1) kill(pid[0].get<int>(0));
    return grow(tx, 1);
  });
  must(done);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(size_of(1), 2);
}

TEST_P(PostgresFaults, run_a_read_again_when_its_connection_dies_under_it) {
  std::atomic<int> runs = 0;
  const auto done = read([&](Tx& tx) -> Result<Rows> {
    DUNLIN_TRY(const Rows pid, tx.query("SELECT pg_backend_pid()"));
    if (++runs == 1) kill(pid[0].get<int>(0));
    return tx.query("SELECT size FROM thing WHERE id = 1");
  });
  ASSERT_TRUE(done.ok()) << done.error().text();
  EXPECT_EQ(runs, 2);
}

TEST_P(PostgresFaults, run_a_closure_again_that_passes_over_the_death_of_its_connection) {
  std::atomic<int> runs = 0;
  const auto done = write([&](Tx& tx) -> Status {
    DUNLIN_TRY(const Rows pid, tx.query("SELECT pg_backend_pid()"));
    if (++runs == 1) kill(pid[0].get<int>(0));
    (void)grow(tx, 1);
    (void)tx.query("SELECT 1");
    return {};
  });
  must(done);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(size_of(1), 1);
}

TEST_P(PostgresFaults, run_a_closure_again_when_its_commit_was_never_done) {
  must(write([](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("CREATE SEQUENCE attempts"));
    DUNLIN_CHECK(
        tx.run("CREATE FUNCTION die_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
               "IF nextval('attempts') = 1 THEN "
               "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); "
               "END IF; RETURN NULL; END $$"));
    return tx.run(
        "CREATE CONSTRAINT TRIGGER dies AFTER UPDATE ON thing DEFERRABLE "
        "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die_once()");
  }));
  std::atomic<int> runs = 0;
  must(write([&runs](Tx& tx) {
    ++runs;
    return grow(tx, 1);
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(size_of(1), 1);
}

TEST_P(PostgresFaults, do_not_run_a_closure_again_whose_commit_was_done) {
  // A commit that waits for a standby is done already; only its answer is held back, and lost.
  std::atomic<int> runs = 0;
  std::atomic<int> pid = 0;
  std::atomic<bool> over = false, struck = false;
  set_synchronous_standby("nobody");
  std::thread killer([&] {
    pid.wait(0);
    // Terminates it as soon as it waits, and fails while it does not.
    const std::string strike = fmt::format(
        "SELECT 1 / count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE wait_event = 'SyncRep' AND pid = {}",
        pid.load());
    while (!over && !struck) struck = PostgresCluster::instance().try_execute(strike);
  });
  const auto done = write([&](Tx& tx) -> Status {
    ++runs;
    DUNLIN_CHECK(grow(tx, 1));
    DUNLIN_TRY(const Rows rows, tx.query("SELECT pg_backend_pid()"));
    pid = rows[0].get<int>(0);
    pid.notify_all();
    return {};
  });
  over = true;
  int unset = 0;
  if (pid.compare_exchange_strong(unset, -1)) pid.notify_all();
  killer.join();
  set_synchronous_standby("");
  must(done);
  EXPECT_TRUE(struck);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(size_of(1), 1);
}

TEST_P(PostgresFaults, settle_a_deadlock_by_running_one_of_the_two_again) {
  std::barrier<> both_hold_one(2);
  std::array<std::atomic<int>, 2> runs{};
  const auto crossing = [&](std::size_t who, int first, int second) {
    return [&, who, first, second](Tx& tx) -> Status {
      DUNLIN_CHECK(tx.query("SELECT id FROM thing WHERE id = $1 {for_update}", first));
      if (++runs[who] == 1) both_hold_one.arrive_and_wait();
      DUNLIN_CHECK(grow(tx, second));
      // The loser passes over its fate: it is run again all the same.
      (void)tx.query("SELECT 1");
      return grow(tx, first);
    };
  };
  Answers answers;
  for (const auto& closure :
       {RecordedWork::Closure(crossing(0, 1, 2)), RecordedWork::Closure(crossing(1, 2, 1))}) {
    storage().main->submit(std::make_unique<RecordedWork>("w", executor(), answers, closure),
                           Mode::write, Priority::normal);
  }
  while (answers.size() < 2) run_one();
  EXPECT_EQ(answers, (Answers{"w: ok", "w: ok"}));
  // More than three when the one that runs again takes its row before the one that waits for it
  // wakes.
  EXPECT_GE(runs[0] + runs[1], 3);
  EXPECT_EQ(size_of(1), 2);
  EXPECT_EQ(size_of(2), 2);
}

TEST_P(PostgresFaults, end_after_six_runs_of_a_closure_that_always_conflicts) {
  std::atomic<int> runs = 0;
  const auto done = write([&runs](Tx& tx) -> Status {
    ++runs;
    DUNLIN_CHECK(tx.run("DO $$ BEGIN RAISE serialization_failure; END $$"));
    return {};
  });
  EXPECT_EQ(done.error().id, "db.unavailable");
  EXPECT_EQ(runs, 6);
}

TEST_P(PostgresFaults, end_a_statement_that_takes_too_long) {
  const auto pool = open_postgres({.url = Secret<>(storage().location),
                                   .clock = clock(),
                                   .random = testing::storage_random(),
                                   .connections = 1,
                                   .statement_timeout = std::chrono::milliseconds{50}});
  const auto done =
      wait(Database(*pool).read([](Tx& tx) { return tx.query("SELECT pg_sleep(60)"); }));
  EXPECT_EQ(done.error().id, "db.timeout");
  (*pool)->close();
}

TEST_P(PostgresFaults, refuse_work_after_a_while_and_heal_when_the_server_is_back) {
  const auto pool = open_postgres({.url = Secret<>(storage().location),
                                   .clock = clock(),
                                   .random = testing::storage_random(),
                                   .connections = 1});
  const auto dies = [this](Tx& tx) -> Status {
    clock().advance(std::chrono::seconds{10});
    DUNLIN_CHECK(tx.query("SELECT pg_terminate_backend(pg_backend_pid())"));
    return {};
  };
  PostgresCluster::instance().hide();
  const auto refused = wait(Database(*pool).write(dies));
  PostgresCluster::instance().show();
  EXPECT_EQ(refused.error().id, "db.unavailable");
  must(wait(Database(*pool).write([](Tx& tx) { return grow(tx, 1); })));
  (*pool)->close();
}

TEST_P(PostgresFaults, are_told_at_once_when_it_cannot_be_reached_at_the_start) {
  const auto refused =
      open_postgres({.url = Secret<>("postgresql:///none?host=/nowhere&user=nobody"),
                     .clock = clock(),
                     .random = testing::storage_random()});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_NE(refused.error().message.find("/nowhere"), std::string::npos);
}

TEST_P(PostgresFaults, leave_the_other_host_of_the_address) {
  const std::string& url = storage().location;
  const auto from = url.find("host=") + 5;
  const std::string two_hosts = url.substr(0, from) + "/nowhere," + url.substr(from);
  const auto pool = open_postgres({.url = Secret<>(two_hosts),
                                   .clock = clock(),
                                   .random = testing::storage_random(),
                                   .connections = 1});
  ASSERT_TRUE(pool.ok()) << pool.error().text();
  must(wait(Database(*pool).write([](Tx& tx) { return grow(tx, 1); })));
  (*pool)->close();
}

TEST_P(PostgresFaults, do_not_reach_statements_prepared_in_a_failed_pipeline) {
  const auto failed = write([](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("INSERT INTO thing (id, size) VALUES (1, 0)"));
    DUNLIN_CHECK(tx.run("UPDATE thing SET size = 70 WHERE id = 2"));
    return {};
  });
  EXPECT_EQ(failed.error().id, "db.constraint");
  for (int i = 0; i < 4; ++i) {
    must(write([](Tx& tx) { return tx.run("UPDATE thing SET size = 70 WHERE id = 2"); }));
  }
  EXPECT_EQ(size_of(2), 70);
}

TEST_P(PostgresFaults, do_not_come_from_long_pipelines) {
  must(write([](Tx& tx) -> Status {
    for (int id = 10; id < 1000; ++id) {
      DUNLIN_CHECK(tx.run("INSERT INTO thing (id, size) VALUES ($1, 0)", id));
    }
    return {};
  }));
  EXPECT_EQ(size_of(999), 0);
}

}  // namespace
}  // namespace dunlin::db
