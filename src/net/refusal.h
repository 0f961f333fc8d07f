#pragma once

#include <string_view>

namespace dunlin::net {

/// Why a request is not served, decided by the parser: the status to answer and a constant
/// sentence.
struct Refusal {
  int status = 400;
  std::string_view why;
};

}  // namespace dunlin::net
