#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log_file.h"

namespace dunlin::log {
namespace {

namespace fs = std::filesystem;

Error file_error(const fs::path& path, std::string_view why) {
  return Error(Code::unavailable, "log.file",
               fmt::format("The log {} cannot be written: {}", path.string(), why));
}

class PosixLogDisk final : public LogDisk {
 public:
  explicit PosixLogDisk(fs::path directory) : directory_(std::move(directory)) {}
  PosixLogDisk(const PosixLogDisk&) = delete;
  PosixLogDisk& operator=(const PosixLogDisk&) = delete;
  ~PosixLogDisk() override { close(); }

  Result<std::int64_t> open(const std::string& name) override {
    close();
    const fs::path path = directory_ / name;
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct stat facts{};
    if (descriptor_ < 0 || ::fstat(descriptor_, &facts) != 0)
      return file_error(path, std::strerror(errno));
    return static_cast<std::int64_t>(facts.st_size);
  }

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return file_error(directory_, std::strerror(errno));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  Status rename(const std::string& from, const std::string& to) override {
    std::error_code fault;
    fs::rename(directory_ / from, directory_ / to, fault);
    if (fault) return file_error(directory_ / from, fault.message());
    return {};
  }

  Status remove(const std::string& name) override {
    std::error_code fault;
    fs::remove(directory_ / name, fault);
    if (fault) return file_error(directory_ / name, fault.message());
    return {};
  }

  [[nodiscard]] std::vector<Entry> list() const override {
    std::vector<Entry> out;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(directory_, fault)) {
      std::error_code gone;
      const auto size = entry.file_size(gone);
      if (!gone) out.push_back({entry.path().filename().string(), static_cast<std::int64_t>(size)});
    }
    return out;
  }

 private:
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  fs::path directory_;
  int descriptor_ = -1;
};

}  // namespace

Result<std::unique_ptr<LogDisk>> make_log_disk(const std::string& directory) {
  std::error_code fault;
  const bool made = fs::create_directories(directory, fault);
  if (!fault && made) fs::permissions(directory, fs::perms::owner_all, fault);
  if (fault) return file_error(directory, fault.message());
  return std::unique_ptr<LogDisk>(std::make_unique<PosixLogDisk>(directory));
}

}  // namespace dunlin::log
