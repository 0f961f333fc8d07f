#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <sodium/utils.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log_file.h"
#include "cli/environment.h"
#include "cli/files.h"

extern char** environ;

namespace dunlin::cli {
namespace {

bool is_setting(std::string_view name) {
  return name.starts_with("DUNLIN_") || name == "PORT" || name == "DATABASE_URL";
}

/// The value stays readable in /proc otherwise.
void wipe(char* entry, std::string_view name) {
  const bool secret = name.ends_with("_KEY") || name.find("SECRET") != std::string_view::npos ||
                      name.ends_with("_TOKEN") || name.ends_with("DATABASE_URL") ||
                      name.ends_with("SMTP_URL");
  char* const value = entry + name.size() + 1;
  if (secret) sodium_memzero(value, std::char_traits<char>::length(value));
}

server::Values from_process() {
  server::Values out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name(line.substr(0, equals));
    if (!is_setting(name)) continue;
    out[name] = line.substr(equals + 1);
    wipe(*entry, name);
  }
  return out;
}

/// A full disk or a reader that has gone costs the line, not the process: fmt::print would throw.
void tell(std::string line) {
  line += '\n';
  (void)std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

Result<server::Values> gather_values() {
  const server::Values process = from_process();
  DUNLIN_TRY(const std::string env_text, read_file_if_there(".env"));
  DUNLIN_TRY(server::Values out, server::parse_dotenv(env_text));
  for (const auto& [name, value] : process) out[name] = value;
  const auto named = out.find("DUNLIN_ENV");
  const std::string environment = named == out.end() ? "production" : named->second;
  const std::string path = "config/" + environment + ".toml";
  DUNLIN_TRY(const std::string toml_text, read_file_if_there(path));
  auto file = server::parse_toml(toml_text);
  if (!file) {
    Error error = file.error();
    error.message = path + ": " + error.message;
    return error;
  }
  for (const auto& [name, value] : out) (*file)[name] = value;
  return file;
}

void keep_files_private() {
  ::umask(077);
}

void tell_supervisor(const char* state) {
  sd_notify(0, state);
}

bool on_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}

void start_logging(log::Level lowest, const Clock& clock) {
  const bool words = isatty(STDERR_FILENO) == 1;
  const auto sink = [&clock](const log::Record& record) {
    tell(log::to_json_line(record, to_rfc3339(clock.now())));
  };
  const log::Level least = words && lowest == log::Level::info ? log::Level::warning : lowest;
  log::set_sink(sink, least);
}

Status start_logging(const server::Settings& settings, const Clock& clock) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  const bool to_files = settings.log_to == server::LogTo::files ||
                        settings.log_to == server::LogTo::both ||
                        (settings.log_to == server::LogTo::automatic && terminal);
  if (!to_files) {
    start_logging(settings.log_level, clock);
    return {};
  }
  DUNLIN_TRY(auto made, log::make_log_disk(settings.data_dir + "/logs"));
  const std::shared_ptr<log::LogDisk> disk = std::move(made);
  const auto file = std::make_shared<log::LogFile>(
      *disk, clock,
      log::LogLimits{.file_bytes = std::int64_t{settings.log_file_mib} << 20,
                     .all_bytes = std::int64_t{settings.log_total_mib} << 20,
                     .kept = std::chrono::days{settings.log_days}});
  const log::Level told =
      settings.log_to == server::LogTo::both ? settings.log_level : log::Level::warning;
  const auto sink = [disk, file, told, &clock](const log::Record& record) {
    std::string line = log::to_json_line(record, to_rfc3339(clock.now()));
    file->write(line);
    if (record.level >= told) tell(std::move(line));
  };
  log::set_sink(sink, settings.log_level);
  return {};
}

}  // namespace dunlin::cli
