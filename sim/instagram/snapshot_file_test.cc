#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "sim/instagram/embedded.h"

namespace dunlin::instagram {
namespace {

struct Directory {
  std::filesystem::path path;
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dunlin-fake-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Directory() { std::filesystem::remove_all(path); }
};

TEST(SnapshotFile, is_empty_before_the_first_write_and_replaced_whole_after) {
  const Directory directory;
  const std::string path = directory.path / "simulator.json";
  const SnapshotStore store = file_snapshots(path);
  EXPECT_EQ(*store.read(), "");
  ASSERT_TRUE(store.write("one, and it is long").ok());
  ASSERT_TRUE(store.write("two").ok());
  EXPECT_EQ(*store.read(), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path), {}), 1);
  const auto mode = std::filesystem::status(path).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(SnapshotFile, that_cannot_be_written_is_an_error_in_words) {
  const Directory directory;
  const SnapshotStore store = file_snapshots(directory.path / "no" / "such" / "place.json");
  const Status written = store.write("x");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().id, "sim.snapshot_file");
}

}  // namespace
}  // namespace dunlin::instagram
