#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/files.h"

namespace dunlin::cli {
namespace {

Error unreadable(const std::string& path, int why) {
  return Error(Code::invalid, "cli.file",
               fmt::format("{} cannot be read: {}.", path, strerror(why)))
      .hinting("Name a file that exists and that this user may read.");
}

Result<std::string> read_all(int file, const std::string& path) {
  constexpr std::size_t kPart_bytes = std::size_t{64} * 1024;
  std::string out;
  while (true) {
    const std::size_t old = out.size();
    out.resize(old + kPart_bytes);
    const ssize_t got = read(file, out.data() + old, kPart_bytes);
    out.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return out;
    if (got < 0 && errno != EINTR) return unreadable(path, errno);
  }
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return unreadable(path, errno);
  auto out = read_all(file, path);
  close(file);
  return out;
}

Result<std::string> read_file_if_there(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) return std::string();
  return read_file(path);
}

}  // namespace dunlin::cli
