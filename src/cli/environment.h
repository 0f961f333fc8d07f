#pragma once

#include "base/seams.h"
#include "server/settings.h"

namespace dunlin::cli {

/// config/<environment>.toml, under .env, under the process's environment. Secrets are wiped from
/// the latter.
Result<server::Values> gather_values();

/// Files made from now on are for their owner alone: databases, logs, backups.
void keep_files_private();
/// Tells the supervisor (systemd's notify socket) how the process is: "READY=1", "STOPPING=1".
/// Nothing happens without one.
void tell_supervisor(const char* state);

/// Whether standard output is a terminal (colour, progress, words instead of JSON logs).
bool on_terminal();
/// Logs as lines of JSON on standard error; on a terminal only warnings.
void start_logging(log::Level lowest, const Clock& clock);
/// As DUNLIN_LOG_* ask for it. While files take the log, standard error has what is a warning or
/// worse. log.file when the directory cannot be made.
Status start_logging(const server::Settings& settings, const Clock& clock);

}  // namespace dunlin::cli
