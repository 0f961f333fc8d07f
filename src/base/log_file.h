#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/seams.h"

/// Log lines in files of bounded size, number and age.
namespace dunlin::log {

/// The directory the files are in. The real one is make_log_disk; tests have their own.
class LogDisk {
 public:
  virtual ~LogDisk() = default;
  /// Lines go to this file from now on, behind what it holds. Answers its size in bytes.
  virtual Result<std::int64_t> open(const std::string& name) = 0;
  virtual Status append(std::string_view bytes) = 0;
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status remove(const std::string& name) = 0;
  struct Entry {
    std::string name;
    std::int64_t size_bytes = 0;
  };
  [[nodiscard]] virtual std::vector<Entry> list() const = 0;
};
/// Makes the directory (0700) when there is none; files are 0600. Errors: log.file.
Result<std::unique_ptr<LogDisk>> make_log_disk(const std::string& directory);

struct LogLimits {
  std::int64_t file_bytes = 16 << 20;  ///< a file that would grow past it is put away
  std::int64_t all_bytes = 128 << 20;  ///< of all files together; the oldest go
  std::chrono::days kept{30};          ///< what was put away longer ago goes
};

/// dunlin.log takes the lines; at its size, and when a day (UTC) begins, it is put away as
/// dunlin-<time>.log. A disk that fails never stops the program: the lines are lost, and their
/// number is told by the first line that can be written again. Thread safe.
class LogFile {
 public:
  static constexpr std::size_t kMaxLine_bytes = 64 << 10;  ///< a longer line counts as lost

  /// Both outlive it.
  LogFile(LogDisk& disk, const Clock& clock, LogLimits limits);
  /// `line` without a line end.
  void write(std::string_view line);

 private:
  Status append(std::string_view line);
  Status begin();
  Status put_away();
  void forget_old();
  [[nodiscard]] std::chrono::sys_days today() const;

  LogDisk& disk_;
  const Clock& clock_;
  LogLimits limits_;
  std::mutex mutex_;
  enum class State { closed, open } state_ = State::closed;
  std::int64_t size_bytes_ = 0;
  std::chrono::sys_days day_;
  std::int64_t lost_ = 0;
};

}  // namespace dunlin::log
