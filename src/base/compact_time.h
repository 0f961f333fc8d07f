#pragma once

#include <string>

#include "base/time.h"

namespace dunlin {

/// "20261121T120000Z": whole seconds, in names of files, so that their order is that of time.
std::string compact_time(Instant at);

}  // namespace dunlin
