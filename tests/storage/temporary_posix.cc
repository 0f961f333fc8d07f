#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "tests/storage/temporary.h"

namespace dunlin::testing {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kPrefix = "dunlin-storage-";

bool is_of_a_dead_process(const std::string& name) {
  if (!name.starts_with(kPrefix)) return false;
  pid_t pid = 0;
  const char* begin = name.data() + kPrefix.size();
  const auto parsed = std::from_chars(begin, name.data() + name.size(), pid);
  return parsed.ec == std::errc{} && ::kill(pid, 0) != 0 && errno == ESRCH;
}

void remove_what_crashed_tests_left() {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), ignored)) {
    if (is_of_a_dead_process(entry.path().filename().string())) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

/// Removed by the process that made it alone: a fork that exits leaves it.
struct Root {
  pid_t owner = ::getpid();
  fs::path path = fs::temp_directory_path() / fmt::format("{}{}", kPrefix, owner);

  Root() {
    remove_what_crashed_tests_left();
    fs::remove_all(path);
    fs::create_directory(path);
    // The PostgreSQL of a test runs as another user.
    fs::permissions(path, fs::perms::others_exec, fs::perm_options::add);
  }
  ~Root() {
    std::error_code ignored;
    if (owner == ::getpid()) fs::remove_all(path, ignored);
  }
};

}  // namespace

std::string temporary_root() {
  static const Root root;
  return root.path.string();
}

std::string fresh_directory() {
  static std::atomic<int> made = 0;
  const fs::path path = fs::path(temporary_root()) / fmt::format("{}", ++made);
  fs::create_directory(path);
  return path.string();
}

}  // namespace dunlin::testing
