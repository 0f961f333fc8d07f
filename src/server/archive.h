#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// A few files in one: a POSIX tar (ustar), which any machine can look into. Written and read in
/// one pass, 0600.
namespace dunlin::server {

struct ArchivedFile {
  std::string name;
  std::int64_t size_bytes = 0;
  std::string sha256;  ///< hex
};

/// Errors: backup.file (Code::unavailable: cannot be written; names the file and why).
class ArchiveWriter {
 public:
  static Result<ArchiveWriter> create(const std::string& path);
  ArchiveWriter(ArchiveWriter&& other) noexcept;
  ArchiveWriter& operator=(ArchiveWriter&&) = delete;
  ~ArchiveWriter();
  Result<ArchivedFile> add_file(std::string_view name, const std::string& source);
  Status add_text(std::string_view name, std::string_view text);
  Status finish();

 private:
  ArchiveWriter(int descriptor, std::string path)
      : descriptor_(descriptor), path_(std::move(path)) {}
  Status put(std::string_view bytes);
  Status put_header(std::string_view name, std::int64_t size_bytes);
  Status pad(std::int64_t size_bytes);
  int descriptor_;
  std::string path_;
};

/// Unpacks into `directory`, where none of the names may be. Errors: backup.not_a_backup,
/// backup.damaged (a header is wrong, the file ends too early, or holds a name that is not in
/// `names`), backup.file.
Result<std::vector<ArchivedFile>> unpack(const std::string& path, const std::string& directory,
                                         std::span<const std::string_view> names);

}  // namespace dunlin::server
