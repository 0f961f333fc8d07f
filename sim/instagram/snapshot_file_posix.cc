#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/instagram/embedded.h"

namespace dunlin::instagram {
namespace {

struct File {
  int descriptor = -1;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Error failed(std::string_view what, const std::string& path) {
  return Error(Code::unavailable, "sim.snapshot_file",
               fmt::format("{} {}: {}.", what, path, std::strerror(errno)));
}

Result<std::string> read_file(const std::string& path) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.descriptor < 0) {
    if (errno == ENOENT) return std::string();
    return failed("Cannot open", path);
  }
  std::string text;
  std::array<char, 65536> part{};
  for (;;) {
    const auto got = ::read(file.descriptor, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("Cannot read", path);
    if (got == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
}

Status write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const auto done = ::write(descriptor, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return failed("Cannot write", path);
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  if (::fsync(descriptor) != 0) return failed("Cannot sync", path);
  return {};
}

Status sync_directory_of(const std::string& path) {
  auto directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) directory = ".";
  const File file{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (file.descriptor < 0 || ::fsync(file.descriptor) != 0) return failed("Cannot sync", directory);
  return {};
}

Status replace_file(const std::string& path, std::string_view text) {
  const std::string fresh = path + ".new";
  {
    const File file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.descriptor < 0) return failed("Cannot create", fresh);
    DUNLIN_CHECK(write_all(file.descriptor, text, fresh));
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed("Cannot replace", path);
  return sync_directory_of(path);
}

}  // namespace

SnapshotStore file_snapshots(const std::string& path) {
  return {.read = [path] { return read_file(path); },
          .write = [path](const std::string& text) { return replace_file(path, text); }};
}

}  // namespace dunlin::instagram
