#include "tests/storage/testing_database.h"

#include <filesystem>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/storage/postgres_cluster.h"
#include "tests/storage/postgres_storage.h"
#include "tests/storage/sqlite_storage.h"

namespace dunlin::testing {

struct StorageTest::Home {
  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
      context.get_executor()};
};

StorageTest::StorageTest(Schema schema) : schema_(schema), home_(std::make_unique<Home>()) {}
StorageTest::~StorageTest() = default;

void StorageTest::SetUp() {
  if (const auto reason = reason_missing(engine())) GTEST_SKIP() << *reason;
  storage_ = open_fresh_storage(engine(), schema_, clock_);
}

void StorageTest::TearDown() {
  if (storage_.main) storage_.main->close();
  if (storage_.journal) storage_.journal->close();
  forget_storage(engine(), storage_);
}

Executor StorageTest::executor() {
  return home_->context.get_executor();
}

void StorageTest::run_one() {
  home_->context.run_one();
}

std::optional<std::string> reason_missing(db::Engine engine) {
  if (engine == db::Engine::sqlite) return std::nullopt;
  return PostgresCluster::reason_missing();
}

OpenedStorage open_fresh_storage(db::Engine engine, Schema schema, const Clock& clock) {
  return engine == db::Engine::sqlite ? open_sqlite_storage(schema, clock)
                                      : open_postgres_storage(schema, clock);
}

void forget_storage(db::Engine engine, const OpenedStorage& storage) {
  if (storage.location.empty()) return;
  if (engine == db::Engine::postgres) {
    PostgresCluster::instance().drop_database(storage.location);
  } else {
    std::filesystem::remove_all(storage.location);
  }
}

std::string engine_name(const ::testing::TestParamInfo<db::Engine>& info) {
  return info.param == db::Engine::sqlite ? "sqlite" : "postgres";
}

}  // namespace dunlin::testing
