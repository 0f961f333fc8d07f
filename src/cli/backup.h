#pragma once

#include <string>

#include "server/settings.h"

/// `dunlin backup` and `dunlin restore`; both answer the exit code.
namespace dunlin::cli {

/// By the server that runs on this data directory, or by itself when none does. `to`: a file that
/// is not there yet, a directory, or empty for <data>/backups.
int back_up(const server::Values& values, const std::string& to);

enum class Existing { refuse, keep_aside };
/// An empty `backup` is for PostgreSQL: quiets a database that pg_restore has just filled.
int restore(const server::Values& values, const std::string& backup, Existing existing);

}  // namespace dunlin::cli
