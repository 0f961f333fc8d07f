#pragma once

#include "server/settings.h"

namespace dunlin::cli {

/// Runs the server until SIGTERM or SIGINT; answers the exit code.
int serve(const server::Settings& settings);

}  // namespace dunlin::cli
