#include "cli/server_process.h"

#include "server/machine.h"

namespace dunlin::cli {
namespace {

/// On the worker's thread, so that the server goes on meanwhile.
Task<Result<server::BackupMade>> back_up_aside(ServerProcess& process) {
  const auto made = std::make_shared<server::BackupMade>();
  const auto make = [made, &process]() -> Status {
    DUNLIN_TRY(*made, server::make_backup(process.settings, process.clock));
    return {};
  };
  auto done = co_await process.worker.run(make);
  if (!done) co_return done.error();
  co_return std::move(*made);
}

}  // namespace

server::AppOptions app_options(ServerProcess& process) {
  const server::Settings& settings = process.settings;
  server::AppOptions options;
  options.webhook.app_secrets = settings.app_secrets;
  options.webhook.verify_token = settings.verify_token;
  options.outbound.graph.base_url = settings.graph_url;
  options.outbound.graph.version = settings.graph_version;
  options.outbound.budgets.account_calls_per_hour = settings.account_calls_per_hour;
  options.outbound.budgets.app_calls_per_day = settings.app_calls_per_day;
  options.durability = settings.durability;
  options.number_lost = [&process] {
    process.exit_code = 1;
    process.end();
  };
  options.pipeline.mark_as_test = settings.environment == server::Environment::test;
  options.make_backup = [&process] { return back_up_aside(process); };
  options.memory = &server::resident_bytes;
  options.version = DUNLIN_VERSION;
  options.disk = [&settings]() -> std::optional<server::DiskSpace> {
    const auto asked = server::disk_space(settings.data_dir);
    if (!asked) return std::nullopt;
    return *asked;
  };
  options.backups = [&settings]() -> server::BackupsSeen {
    if (!settings.database_url.empty()) return {};
    return {.known = true, .newest = server::newest_backup(settings)};
  };
  process.passwords = workspace::threaded_passwords(process.random);
  options.identity.passwords = process.passwords;
  options.identity.cookie =
      settings.secure() ? workspace::CookieKind::host : workspace::CookieKind::plain;
  options.identity.sign_up = settings.sign_up;
  options.identity.public_url = settings.public_url;
  if (!settings.smtp_url.empty()) {
    process.carrier =
        mail::smtp_carrier({.url = settings.smtp_url, .from = settings.smtp_from, .ca_file = ""});
    options.identity.carrier = process.carrier;
    options.identity.letters_from = settings.smtp_from;
  }
  accounts::NewAccount account;
  if (process.fake) {
    options.webhook.app_secrets = {Secret<>(process.fake->app_secret())};
    options.webhook.verify_token = Secret<>(std::string("simulator"));
    options.workspace_name = "Demo shop";
    account.ig_id = instagram::kDemoIgId;
    account.username = instagram::kDemoUsername;
    account.token = Secret<>(std::string(instagram::kDemoToken));
    account.transport = accounts::Transport::simulator;
    options.quick_start = account;
  } else if (!settings.ig_user_id.empty()) {
    account.ig_id = settings.ig_user_id;
    account.token = settings.ig_access_token;
    account.transport = accounts::Transport::graph;
    options.quick_start = account;
  }
  return options;
}

}  // namespace dunlin::cli
