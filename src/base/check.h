#pragma once

#include <source_location>
#include <string_view>

namespace dunlin {

struct Error;

/// Aborts with the place and the sentence: for our own invariants, never for outside input.
[[noreturn]] void check_failed(std::string_view what, std::source_location here);
[[noreturn]] void check_failed_with(const Error& error);

inline void check(bool holds, std::string_view what,
                  std::source_location here = std::source_location::current()) {
  if (!holds) [[unlikely]]
    check_failed(what, here);
}

}  // namespace dunlin
