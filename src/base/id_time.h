#pragma once

#include <cstdint>

#include "base/time.h"

namespace dunlin {

/// No id that was made at `at` or later is smaller (but for clocks that differ).
std::int64_t first_id_value_at(Instant at);

/// When the id was made, to the millisecond.
Instant id_made_at(std::int64_t value);

template <class IdType>
IdType first_id_at(Instant at) {
  return IdType{first_id_value_at(at)};
}

}  // namespace dunlin
