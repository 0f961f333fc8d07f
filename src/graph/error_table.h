#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "graph/graph.h"

/// INSTAGRAM §8.2 as data.
namespace dunlin::graph {

/// Matches any code or any subcode.
inline constexpr int kAny = -1'000'000;

struct ErrorRow {
  enum class Stop { no, yes };
  int code = kAny;
  int last_code = kAny;  ///< of a range; kAny: `code` alone
  int subcode = kAny;
  ErrorAct act = ErrorAct::verify;
  std::string_view plain;
  Stop stop = Stop::no;
  std::optional<Duration> park_for = std::nullopt;
  std::optional<int> retries = std::nullopt;
};

std::span<const ErrorRow> error_rows();
/// The most telling row: code with subcode, a subcode wherever it stands, the code, a range.
/// nullptr: in no row.
const ErrorRow* find_row(int code, int subcode);

}  // namespace dunlin::graph
