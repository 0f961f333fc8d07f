#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "intake/event.h"

namespace dunlin::intake {
namespace {

TEST(DecodeCorpus, every_file_is_answered) {
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator("tests/fuzz/corpus/decode")) {
    std::ostringstream bytes;
    bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
    const Decoded decoded = decode(bytes.str());
    EXPECT_TRUE(decoded.events.empty() || decoded.undecodable.empty()) << file.path();
    for (const Event& event : decoded.events) {
      EXPECT_FALSE(event.key().empty()) << file.path();
      EXPECT_FALSE(event.kind().empty()) << file.path();
    }
    ++files;
  }
  EXPECT_GE(files, 90);
}

}  // namespace
}  // namespace dunlin::intake
