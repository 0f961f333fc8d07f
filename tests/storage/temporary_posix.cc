#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

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

/// Memory, where a sync costs nothing, as long as there is plenty of it.
fs::path place_for_tests() {
  constexpr std::uintmax_t kPlenty = std::uintmax_t{1} << 30;
  const fs::path memory = "/dev/shm";
  std::error_code fault;
  const fs::space_info space = fs::space(memory, fault);
  const bool usable = !fault && space.available >= kPlenty && ::access(memory.c_str(), W_OK) == 0;
  return usable ? memory : fs::temp_directory_path();
}

void remove_what_crashed_tests_left(const fs::path& place) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(place, ignored)) {
    if (is_of_a_dead_process(entry.path().filename().string())) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

/// Removed by the process that made it alone: a fork that exits leaves it.
struct Root {
  pid_t owner = ::getpid();
  fs::path path = place_for_tests() / fmt::format("{}{}", kPrefix, owner);

  Root() {
    remove_what_crashed_tests_left(path.parent_path());
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
