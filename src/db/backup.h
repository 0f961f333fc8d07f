#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "base/seams.h"

/// Copies of SQLite files, made while their server goes on.
namespace dunlin::db {

struct SqliteCopy {
  std::string path, target;
};

/// Copies all files as of one moment: what a later one knows of an earlier one is in that copy.
/// Each target appears complete and fsynced, or not at all. Reads by connections of its own, within
/// the one process that may open the files; meanwhile their WAL grows. Blocks.
Status copy_sqlite(std::span<const SqliteCopy> files, const Clock& clock);

/// Reads every page. db.corrupt names the file and the first thing that is wrong with it.
Status check_sqlite(const std::string& path, const Clock& clock);

}  // namespace dunlin::db
