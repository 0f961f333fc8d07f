#include "base/check.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/error.h"

namespace dunlin {

void check_failed(std::string_view what, std::source_location here) {
  fmt::print(stderr, "broken invariant: {} at {}:{}\n", what, here.file_name(), here.line());
  std::abort();
}

void check_failed_with(const Error& error) {
  fmt::print(stderr, "value() of a failure: {}\n", error.text());
  std::abort();
}

}  // namespace dunlin
