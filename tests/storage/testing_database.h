#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/seams.h"
#include "db/db.h"

/// Real databases for tests: a fresh one of either engine for each test.
///
///     class ContactStore : public testing::StorageTest {};
///     DUNLIN_ON_BOTH_ENGINES(ContactStore);
///
///     TEST_P(ContactStore, finds_what_it_saved) {
///       ASSERT_TRUE(write([](db::Tx& tx) { return save(tx, scope, contact); }).ok());
///       const auto found = read([](db::Tx& tx) { return find(tx, scope, id); });
namespace dunlin::testing {

/// Stands still until it is set. What SQLite's dunlin_now_us() reads; PostgreSQL has its own clock.
class StorageClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return from_us(now_us_.load()); }
  [[nodiscard]] Monotonic monotonic() const override { return {Duration{monotonic_us_.load()}}; }
  void set(Instant now) { now_us_ = to_us(now); }
  void advance(Duration by) {
    now_us_ += by.count();
    monotonic_us_ += by.count();
  }

 private:
  std::atomic<std::int64_t> now_us_{1'795'132'800'000'000};  // 2026-11-20 00:00 UTC
  std::atomic<std::int64_t> monotonic_us_{0};
};

enum class Schema { migrated, empty };

/// The two databases of an installation (one on PostgreSQL, seen through two pools).
struct OpenedStorage {
  std::shared_ptr<db::Backend> main;
  std::shared_ptr<db::Backend> journal;
  std::string location;  ///< directory of the files, or the URL
};
/// Why tests of this engine cannot run here; nothing when they can.
std::optional<std::string> reason_missing(db::Engine engine);
OpenedStorage open_fresh_storage(db::Engine engine, Schema schema, const Clock& clock);
/// Removes a closed one. What is not removed goes with the process.
void forget_storage(db::Engine engine, const OpenedStorage& storage);

/// SQLite without threads: a closure runs inside submit(), its answer is posted. For services on a
/// virtual clock. The files of a fresh storage.
OpenedStorage open_inline_storage(Schema schema, const Clock& clock);

/// A new empty directory that goes when the process ends.
std::string fresh_directory();

/// Leaves its answer where the test waits for it.
template <class F, class R>
class BlockingWork final : public db::Work {
 public:
  BlockingWork(F fn, Executor home, std::optional<R>& answer)
      : fn_(std::move(fn)), home_(std::move(home)), answer_(answer) {}
  bool run(db::Tx& tx) override {
    result_.emplace(fn_(tx));
    return result_->ok();
  }
  void fail(Error error) override { result_.emplace(std::move(error)); }
  [[nodiscard]] const Executor& home() const override { return home_; }
  void answer() override { answer_.emplace(*std::move(result_)); }

 private:
  const F fn_;
  Executor home_;
  std::optional<R>& answer_;
  std::optional<R> result_;
};

class StorageTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  explicit StorageTest(Schema schema = Schema::migrated);
  ~StorageTest() override;
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] db::Engine engine() const { return GetParam(); }
  StorageClock& clock() { return clock_; }
  db::Database database() { return db::Database(storage_.main); }
  db::Database journal() { return db::Database(storage_.journal); }
  const OpenedStorage& storage() { return storage_; }
  /// Where answers and after_commit effects arrive: inside wait(), on the test's thread.
  Executor executor();

  template <db::TxFn F>
  auto write(F fn) {
    return run_in(*storage_.main, std::move(fn), db::Mode::write);
  }
  template <db::TxFn F>
  auto read(F fn) {
    return run_in(*storage_.main, std::move(fn), db::Mode::read);
  }
  template <db::TxFn F>
  auto write_journal(F fn) {
    return run_in(*storage_.journal, std::move(fn), db::Mode::write);
  }
  template <db::TxFn F>
  auto read_journal(F fn) {
    return run_in(*storage_.journal, std::move(fn), db::Mode::read);
  }

  /// Runs a coroutine to its end.
  template <class T>
  T wait(Task<T> task) {
    std::optional<T> answer;
    spawn(executor(), keep(std::move(task), answer));
    while (!answer) run_one();
    return std::move(*answer);
  }
  /// Waits for one posted function and runs it.
  void run_one();

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& answer) {
    auto value = co_await std::move(task);
    answer.emplace(std::move(value));
  }

  /// What Database does, without a coroutine for every closure: those take long to compile.
  template <db::TxFn F>
  auto run_in(db::Backend& backend, F fn, db::Mode mode) {
    using R = std::invoke_result_t<const F&, db::Tx&>;
    std::optional<R> answer;
    backend.submit(std::make_unique<BlockingWork<F, R>>(std::move(fn), executor(), answer), mode,
                   db::Priority::normal);
    while (!answer) run_one();
    return std::move(*answer);
  }

  struct Home;
  Schema schema_;
  StorageClock clock_;
  std::unique_ptr<Home> home_;
  OpenedStorage storage_;
};

std::string engine_name(const ::testing::TestParamInfo<db::Engine>& info);

#define DUNLIN_ON_BOTH_ENGINES(Fixture)                                                \
  INSTANTIATE_TEST_SUITE_P(                                                            \
      OnBothEngines, Fixture,                                                          \
      ::testing::Values(::dunlin::db::Engine::sqlite, ::dunlin::db::Engine::postgres), \
      ::dunlin::testing::engine_name)

}  // namespace dunlin::testing
