#include "base/log_file.h"

#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dunlin::log {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

class TestClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return at; }
  [[nodiscard]] Monotonic monotonic() const override { return {at.time_since_epoch()}; }
  Instant at = from_ms(1'795'176'000'000);  // 2026-11-20 12:00 UTC
};

/// A directory in memory that fails when it is told to.
class TestDisk final : public LogDisk {
 public:
  Result<std::int64_t> open(const std::string& name) override {
    if (failing) return fault();
    current_ = name;
    return static_cast<std::int64_t>(files[name].size());
  }
  Status append(std::string_view bytes) override {
    if (failing) return fault();
    files[current_] += bytes;
    return {};
  }
  Status rename(const std::string& from, const std::string& to) override {
    if (failing) return fault();
    EXPECT_FALSE(files.contains(to)) << to << " would be overwritten";
    files[to] = std::move(files[from]);
    files.erase(from);
    return {};
  }
  Status remove(const std::string& name) override {
    files.erase(name);
    return {};
  }
  [[nodiscard]] std::vector<Entry> list() const override {
    std::vector<Entry> out;
    out.reserve(files.size());
    for (const auto& [name, text] : files)
      out.push_back({name, static_cast<std::int64_t>(text.size())});
    return out;
  }
  [[nodiscard]] std::int64_t total() const {
    std::int64_t sum = 0;
    for (const Entry& entry : list()) sum += entry.size_bytes;
    return sum;
  }

  std::map<std::string, std::string> files;
  bool failing = false;

 private:
  static Error fault() { return Error(Code::unavailable, "log.file", "No space left on device"); }
  std::string current_;
};

struct LogFileTest : ::testing::Test {
  LogFile make() {
    return LogFile(disk, clock, {.file_bytes = 100, .all_bytes = 350, .kept = days{30}});
  }
  TestDisk disk;
  TestClock clock;
};

TEST_F(LogFileTest, lines_go_behind_what_an_earlier_process_wrote) {
  disk.files["dunlin.log"] = "before\n";
  LogFile(disk, clock, {}).write("after");
  EXPECT_EQ(disk.files.at("dunlin.log"), "before\nafter\n");
}

TEST_F(LogFileTest, a_file_that_would_grow_past_its_size_is_put_away) {
  LogFile file = make();
  file.write(std::string(60, 'a'));
  file.write(std::string(60, 'b'));
  EXPECT_EQ(disk.files.at("dunlin-20261120T120000Z.log"), std::string(60, 'a') + "\n");
  EXPECT_EQ(disk.files.at("dunlin.log"), std::string(60, 'b') + "\n");
}

TEST_F(LogFileTest, two_files_of_one_second_both_stay) {
  LogFile file = make();
  for (int i = 0; i < 3; ++i) file.write(std::string(60, 'a'));
  EXPECT_TRUE(disk.files.contains("dunlin-20261120T120000Z.log"));
  EXPECT_TRUE(disk.files.contains("dunlin-20261120T120000Z-01.log"));
}

TEST_F(LogFileTest, all_files_together_stay_below_their_bound_and_the_newest_are_kept) {
  LogFile file = make();
  for (int i = 0; i < 200; ++i) {
    clock.at += seconds{7};
    file.write(fmt::format("{:060}", i));
    ASSERT_LE(disk.total(), 350) << i;
  }
  EXPECT_EQ(disk.files.size(), 5U);
  EXPECT_NE(disk.files.at("dunlin.log").find("199"), std::string::npos);
}

TEST_F(LogFileTest, a_new_day_begins_a_new_file) {
  LogFile file = make();
  file.write("friday");
  clock.at += hours{12};
  file.write("saturday");
  EXPECT_EQ(disk.files.at("dunlin.log"), "saturday\n");
  EXPECT_EQ(disk.files.size(), 2U);
}

TEST_F(LogFileTest, what_was_put_away_too_long_ago_goes) {
  LogFile file = make();
  file.write("old");
  clock.at += days{1};
  file.write("newer");
  clock.at += days{31};
  file.write("newest");
  ASSERT_EQ(disk.files.size(), 2U);
  EXPECT_EQ(disk.files.begin()->second, "newer\n");
}

TEST_F(LogFileTest, files_of_others_in_the_directory_are_left_alone) {
  disk.files["notes.txt"] = std::string(5000, 'x');
  LogFile file = make();
  for (int i = 0; i < 20; ++i) file.write(std::string(60, 'a'));
  EXPECT_EQ(disk.files.at("notes.txt").size(), 5000U);
}

TEST_F(LogFileTest, a_full_disk_loses_lines_and_their_number_is_told_when_it_has_room) {
  LogFile file(disk, clock, {});
  file.write("one");
  disk.failing = true;
  file.write("two");
  file.write("three");
  disk.failing = false;
  file.write("four");
  const std::string text = disk.files.at("dunlin.log");
  EXPECT_TRUE(text.starts_with("one\nfour\n")) << text;
  EXPECT_NE(text.find(R"("event":"log.lost","lines":2)"), std::string::npos) << text;
  file.write("five");
  EXPECT_EQ(disk.files.at("dunlin.log"), text + "five\n");
}

TEST_F(LogFileTest, a_line_without_end_is_not_written) {
  LogFile file = make();
  file.write(std::string(LogFile::kMaxLine_bytes, 'x'));
  EXPECT_EQ(disk.total(), 0);
}

TEST(LogDisk, files_and_their_directory_are_for_their_owner_alone) {
  const std::filesystem::path root =
      std::filesystem::temp_directory_path() / fmt::format("dunlin-log-{}", ::getpid());
  const auto disk = make_log_disk((root / "logs").string());
  ASSERT_TRUE(disk.ok()) << disk.error().text();
  ASSERT_EQ(*(*disk)->open("dunlin.log"), 0);
  ASSERT_TRUE((*disk)->append("line\n").ok());
  EXPECT_EQ(*(*disk)->open("dunlin.log"), 5);
  struct stat facts{};
  ASSERT_EQ(::stat((root / "logs/dunlin.log").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  ASSERT_EQ(::stat((root / "logs").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700U);
  EXPECT_TRUE((*disk)->rename("dunlin.log", "dunlin-x.log").ok());
  EXPECT_EQ((*disk)->list().at(0).name, "dunlin-x.log");
  EXPECT_TRUE((*disk)->remove("dunlin-x.log").ok());
  EXPECT_TRUE((*disk)->list().empty());
  std::filesystem::remove_all(root);
}

TEST(LogDisk, a_directory_that_cannot_be_made_is_named) {
  const auto disk = make_log_disk("/proc/self/nothing");
  ASSERT_FALSE(disk.ok());
  EXPECT_NE(disk.error().message.find("/proc/self/nothing"), std::string::npos);
}

}  // namespace
}  // namespace dunlin::log
