#pragma once

#include <cstdint>

#include "server/settings.h"

namespace dunlin::cli {

struct DemoArguments {
  std::int64_t messages = 1'000'000;
  bool remove = false;
};
/// Fills a workspace of its own, or removes those that it filled. The server must not run on an
/// embedded database meanwhile. Answers the exit code.
int run_demo(const server::Values& values, const DemoArguments& arguments);

}  // namespace dunlin::cli
