#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/compact_time.h"
#include "base/log.h"
#include "db/durable_file.h"
#include "server/backup.h"
#include "server/restore.h"

namespace dunlin::server {
namespace {

namespace fs = std::filesystem;

/// Its presence is the decision: from then on the exchange is carried through, at the next start if
/// not now. It holds the name of the directory for what was there.
constexpr std::string_view kDecision = "decided";
constexpr std::string_view kAside = "replaced-";

Error cannot(std::string_view what, const fs::path& path, std::string_view why) {
  return Error(Code::unavailable, "restore.file",
               fmt::format("{} cannot be {}: {}", path.string(), what, why));
}

Status move_if_there(const fs::path& from, const fs::path& to) {
  std::error_code fault;
  if (!fs::exists(from, fault)) return {};
  fs::rename(from, to, fault);
  if (fault) return cannot("moved", from, fault.message());
  return {};
}

/// The write-ahead log goes first: beside another database it would be applied to that.
Status put_aside(const fs::path& data, const fs::path& aside, std::string_view file) {
  std::error_code fault;
  fs::create_directories(aside, fault);
  if (!fault) fs::permissions(aside, fs::perms::owner_all, fault);
  if (fault) return cannot("made", aside, fault.message());
  for (const auto* suffix : {"-shm", "-wal", ""}) {
    const std::string name = fmt::format("{}{}", file, suffix);
    DUNLIN_CHECK(move_if_there(data / name, aside / name));
  }
  return {};
}

bool has_data(const fs::path& data) {
  std::error_code ignored;
  return fs::exists(data / kMainFile, ignored) || fs::exists(data / kJournalFile, ignored);
}

}  // namespace

Result<Exchanged> exchange_data(const Settings& settings, Instant now) {
  const fs::path data(settings.data_dir), fresh = data / "restoring";
  std::error_code ignored;
  for (const std::string_view file : {kMainFile, kJournalFile}) {
    const fs::path log = fresh / fmt::format("{}-wal", file);
    if (fs::exists(log, ignored) && fs::file_size(log, ignored) > 0)
      return cannot("used", log, "the unpacked database was not closed");
  }
  const std::string aside = fmt::format("{}{}", kAside, compact_time(now));
  if (fs::exists(data / aside, ignored)) return cannot("used", data / aside, "it is there already");
  const bool replaces = has_data(data);
  const std::string partial = (fresh / kDecision).string() + ".partial";
  std::ofstream decision(partial, std::ios::binary);
  decision << aside << std::flush;
  if (!decision) return cannot("written", partial, "the disk may be full");
  DUNLIN_CHECK(db::publish_file(partial, (fresh / kDecision).string()));
  DUNLIN_CHECK(finish_exchange(settings.data_dir));
  return Exchanged{.kept_aside = replaces ? (data / aside).string() : ""};
}

Status finish_exchange(const std::string& data_dir) {
  const fs::path data(data_dir), fresh = data / "restoring";
  std::ifstream decision(fresh / kDecision, std::ios::binary);
  if (!decision) return {};
  const std::string aside(std::istreambuf_iterator<char>(decision), {});
  if (!aside.starts_with(kAside))
    return cannot("understood", fresh / kDecision, "it names no directory of ours");
  std::error_code fault;
  for (const std::string_view file : {kMainFile, kJournalFile}) {
    // Not there any more: this one was exchanged before the interruption.
    if (!fs::exists(fresh / file, fault)) continue;
    if (has_data(data)) DUNLIN_CHECK(put_aside(data, data / aside, file));
    DUNLIN_CHECK(db::publish_file((fresh / file).string(), (data / file).string()));
  }
  fs::remove_all(fresh, fault);
  if (fault) return cannot("removed", fresh, fault.message());
  log::info("restore.exchanged", {{"aside", aside}});
  return {};
}

}  // namespace dunlin::server
