#pragma once

#include "base/seams.h"
#include "server/settings.h"

namespace dunlin::cli {

/// config/<environment>.toml, under .env, under the process's environment. Secrets are wiped from
/// the latter.
Result<server::Values> gather_values();

/// Whether standard output is a terminal (colour, progress, words instead of JSON logs).
bool on_terminal();
/// Logs as lines of JSON on standard error; on a terminal only warnings, in words.
void start_logging(log::Level lowest, const Clock& clock);

}  // namespace dunlin::cli
