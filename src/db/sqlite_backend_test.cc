#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/asio/system_executor.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "db/directory_lock.h"
#include "db/open.h"
#include "tests/storage/recorded_work.h"
#include "tests/storage/sqlite_faulty_files.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

TEST(DataDirectory, is_made_for_its_owner_alone) {
  const std::string directory = testing::fresh_directory() + "/a/b";
  const auto lock = lock_data_directory(directory);
  ASSERT_TRUE(lock.ok()) << lock.error().text();
  EXPECT_EQ(std::filesystem::status(directory).permissions(), std::filesystem::perms::owner_all);
}

TEST(DataDirectory, refuses_a_second_process_and_names_the_first) {
  const std::string directory = testing::fresh_directory();
  const auto lock = lock_data_directory(directory);
  ASSERT_TRUE(lock.ok()) << lock.error().text();
  const std::string first = std::to_string(::getpid());
  const pid_t second = ::fork();
  if (second == 0) {
    const auto refused = lock_data_directory(directory);
    const bool right = !refused.ok() && refused.error().id == "db.directory_in_use" &&
                       refused.error().message.find("process " + first) != std::string::npos;
    ::_exit(right ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(second, &status, 0), second);
  EXPECT_EQ(status, 0);
}

TEST(DataDirectory, is_free_again_when_its_holder_died) {
  const std::string directory = testing::fresh_directory();
  const pid_t holder = ::fork();
  if (holder == 0) {
    const auto lock = lock_data_directory(directory);
    ::_exit(lock.ok() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(holder, &status, 0), holder);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(lock_data_directory(directory).ok());
}

TEST(DataDirectory, says_why_it_cannot_be_made) {
  const std::string file = testing::fresh_directory() + "/file";
  std::ofstream(file) << "x";
  const auto refused = lock_data_directory(file + "/below");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "db.directory");
}

TEST(SqliteFile, is_refused_when_it_is_no_database) {
  const testing::StorageClock clock;
  const std::string path = testing::fresh_directory() + "/main.db";
  std::ofstream(path) << std::string(10'000, 'x');
  const auto opened = open_sqlite({.path = path, .clock = clock, .vfs = {}, .on_fatal = {}});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::corrupt);
}

TEST(SqliteFileDeathTest, ends_the_process_when_a_sync_fails) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::string directory = testing::fresh_directory();
  const auto lose_a_sync = [&directory] {
    const testing::StorageClock clock;
    const auto opened = open_sqlite({.path = directory + "/main.db",
                                     .clock = clock,
                                     .vfs = testing::FaultyFiles::install(),
                                     .on_fatal = {}});
    testing::FaultyFiles::sync_fails = true;
    testing::Answers answers;
    opened.value()->submit(
        std::make_unique<testing::RecordedWork>(
            "a", boost::asio::system_executor(), answers,
            [](Tx& tx) { return tx.run("CREATE TABLE row (id INTEGER PRIMARY KEY)"); }),
        Mode::write, Priority::normal);
    opened.value()->close();
  };
  EXPECT_EXIT(lose_a_sync(), ::testing::KilledBySignal(SIGABRT), "");
}

}  // namespace
}  // namespace dunlin::db
