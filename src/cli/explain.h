#pragma once

#include <CLI/App.hpp>

namespace dunlin::cli {

/// Prints help and version as asked for (0), or says in a sentence what is wrong with the command
/// line and which help to read (2).
int explain(const CLI::App& program, const CLI::ParseError& ended);

}  // namespace dunlin::cli
