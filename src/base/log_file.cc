#include "base/log_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/compact_time.h"
#include "base/log.h"

namespace dunlin::log {
namespace {

constexpr std::string_view kCurrent = "dunlin.log";
constexpr std::string_view kStem = "dunlin-";
constexpr int kMostOfASecond = 100;

std::string old_name(Instant at, int number) {
  return number == 0 ? fmt::format("{}{}.log", kStem, compact_time(at))
                     : fmt::format("{}{}-{:02}.log", kStem, compact_time(at), number);
}

bool is_old(const LogDisk::Entry& entry) {
  return entry.name.starts_with(kStem) && entry.name.ends_with(".log");
}

}  // namespace

LogFile::LogFile(LogDisk& disk, const Clock& clock, LogLimits limits)
    : disk_(disk), clock_(clock), limits_(limits) {}

std::chrono::sys_days LogFile::today() const {
  return std::chrono::floor<std::chrono::days>(clock_.now());
}

void LogFile::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  const std::int64_t lost = lost_;
  if (line.size() >= kMaxLine_bytes || !append(line)) {
    ++lost_;
    return;
  }
  if (lost == 0) return;
  const Field field{"lines", lost};
  const Record record{Level::warning, "log.lost", {&field, 1}};
  if (append(to_json_line(record, to_rfc3339(clock_.now())))) lost_ -= lost;
}

Status LogFile::append(std::string_view line) {
  const auto added = static_cast<std::int64_t>(line.size()) + 1;
  if (state_ == State::closed) DUNLIN_CHECK(begin());
  const bool full = size_bytes_ > 0 && size_bytes_ + added > limits_.file_bytes;
  if (full || (size_bytes_ > 0 && day_ != today())) {
    DUNLIN_CHECK(put_away());
    DUNLIN_CHECK(begin());
  }
  const Status appended = disk_.append(std::string(line) + "\n");
  // A part of the line may be there: the size is asked for anew.
  if (!appended) state_ = State::closed;
  size_bytes_ += added;
  return appended;
}

Status LogFile::begin() {
  DUNLIN_TRY(size_bytes_, disk_.open(std::string(kCurrent)));
  state_ = State::open;
  day_ = today();
  forget_old();
  return {};
}

Status LogFile::put_away() {
  state_ = State::closed;
  const auto entries = disk_.list();
  for (int number = 0; number < kMostOfASecond; ++number) {
    const std::string name = old_name(clock_.now(), number);
    if (std::ranges::find(entries, name, &LogDisk::Entry::name) == entries.end())
      return disk_.rename(std::string(kCurrent), name);
  }
  return Error(Code::unavailable, "log.file", "Too many log files within a second");
}

/// Room for one whole file is kept free, so that the total stays below its bound while that grows.
void LogFile::forget_old() {
  std::vector<LogDisk::Entry> old = disk_.list();
  std::erase_if(old, [](const LogDisk::Entry& entry) { return !is_old(entry); });
  std::ranges::sort(old, std::greater(), &LogDisk::Entry::name);
  const std::string oldest = old_name(clock_.now() - limits_.kept, 0);
  std::int64_t all_bytes = limits_.file_bytes;
  for (const LogDisk::Entry& entry : old) {
    all_bytes += entry.size_bytes;
    if (all_bytes <= limits_.all_bytes && entry.name >= oldest) continue;
    // What cannot be removed now is tried again with the next file.
    (void)disk_.remove(entry.name).ok();
  }
}

}  // namespace dunlin::log
