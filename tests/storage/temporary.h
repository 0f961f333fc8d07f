#pragma once

#include <string>

namespace dunlin::testing {

/// This process's own directory, in memory if there is plenty, else on the disk. It goes at the end
/// of the process; what a crash left goes when the next test begins.
std::string temporary_root();
std::string fresh_directory();

}  // namespace dunlin::testing
