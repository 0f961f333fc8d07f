#pragma once

namespace dunlin::cli {

/// The whole program: parses arguments, runs one command, answers its exit code (0 good, 1 failed,
/// 2 usage).
int run(int argc, char** argv);

}  // namespace dunlin::cli
