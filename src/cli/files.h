#pragma once

#include <string>

#include "base/result.h"

namespace dunlin::cli {

/// The whole of a file. Errors: cli.file, with the system's reason.
Result<std::string> read_file(const std::string& path);
/// "" when there is none.
Result<std::string> read_file_if_there(const std::string& path);

}  // namespace dunlin::cli
