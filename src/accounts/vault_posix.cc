#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <span>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/vault.h"

namespace dunlin::accounts {
namespace {

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Error file_error(std::string_view what, const std::string& path) {
  const std::string why = std::generic_category().message(errno);
  return Error(Code::unavailable, "vault.key_file",
               fmt::format("The master key file {} cannot be {}: {}", path, what, why));
}

Result<Secret<>> read_key(const File& file, const std::string& path) {
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0) return file_error("read", path);
  if (!S_ISREG(facts.st_mode) || (facts.st_mode & 0377) != 0) {
    return Error(Code::forbidden, "vault.key_file_mode",
                 fmt::format("The master key file {} can be read or changed by others", path))
        .hinting(fmt::format("Let its owner alone read it: chmod 0400 {}", path));
  }
  std::string text(256, '\0');
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  if (size < 0) return file_error("read", path);
  text.resize(static_cast<std::size_t>(size));
  const Secret<> held(std::move(text));
  DUNLIN_TRY(auto key, parse_master_key(held.reveal()));
  return key;
}

Status sync_directory(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const File directory(
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) return file_error("made", path);
  return {};
}

/// Whole or not at all: a name of its own first, then the right one. link() refuses to replace a
/// key that another process made meanwhile.
Status write_key(const Secret<>& text, const std::string& path) {
  const std::string draft = path + ".new";
  ::unlink(draft.c_str());
  {
    const File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
    if (file.get() < 0) return file_error("made", path);
    const std::string& bytes = text.reveal();
    const bool written =
        ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    if (!written || ::fsync(file.get()) != 0) return file_error("made", path);
  }
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0;
  const Status failed = linked ? Status() : Status(file_error("made", path));
  ::unlink(draft.c_str());
  DUNLIN_CHECK(failed);
  return sync_directory(path);
}

}  // namespace

Result<Secret<>> load_or_create_master_key(const std::string& path, Random& random,
                                           bool database_exists) {
  {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() >= 0) return read_key(file, path);
    if (errno != ENOENT) return file_error("read", path);
  }
  if (database_exists) {
    return Error(Code::invalid, "vault.master_key_missing",
                 fmt::format("The database is sealed with a master key, but {} is not there", path))
        .hinting(
            "Put the key file back: it is in no backup of the database. Without it the access "
            "tokens are lost and every account has to be connected again.");
  }
  const Secret<> text(random.hex(32) + "\n");
  DUNLIN_CHECK(write_key(text, path));
  return parse_master_key(text.reveal());
}

}  // namespace dunlin::accounts
