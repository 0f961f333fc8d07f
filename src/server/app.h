#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "base/seams.h"
#include "db/db.h"
#include "db/durability.h"
#include "db/wakes.h"
#include "intake/intake.h"
#include "net/client.h"
#include "net/http.h"
#include "outbound/outbound.h"
#include "pipeline/pipeline.h"
#include "rules/rules.h"
#include "server/backup.h"
#include "server/health.h"
#include "server/identity.h"

/// Puts everything together. An App is the whole server on its seams: production gives it the real
/// clock, sockets and disks, the simulation gives it virtual ones. Nothing in memory matters: it
/// may be dropped at any instant.
namespace dunlin::server {

struct AppOptions {
  intake::WebhookOptions webhook;
  outbound::Options outbound;
  pipeline::Options pipeline;
  std::string process_name = "dunlin";
  /// From settings: connected at start when not there yet.
  std::optional<accounts::NewAccount> quick_start;
  std::string workspace_name = "My workspace";
  /// Of a workspace made at first start; the shipped ones when not named.
  std::optional<std::vector<rules::Rule>> rules;
  MakeBackup make_backup;  ///< none: the endpoint refuses
  AskDisk disk;            ///< for /readyz and /metrics
  AskMemory memory;        ///< likewise
  AskBackups backups;      ///< none: nothing is known of them
  std::string version;     ///< what /metrics calls this build
  db::Durability durability = db::Durability::normal;
  IdentitySettings identity;
  /// Another process holds this node's number now: this one must end.
  std::function<void()> number_lost;
};

/// What the App stands on; outlives it.
struct Outside {
  Clock& clock;
  Random& random;
  Timers& timers;
  Executor executor;
  net::Client& client;
  db::Database main, journal;
  const accounts::Vault& vault;
  /// Tells other nodes what changed here; none when there can be none.
  std::function<std::unique_ptr<db::Wakes>(db::WakesOptions)> make_wakes{};
};

class App {
 public:
  /// Leases the node's row, makes the first workspace when there is none, connects the quick-start
  /// account, then starts the workers. The databases are migrated already.
  static Task<Result<std::unique_ptr<App>>> start(Outside outside, AppOptions options);
  ~App();

  /// Every request of the server: webhooks, API, health.
  Task<net::Response> handle(net::Request request);
  /// Ends the event streams, which would not end by themselves: before the HTTP server is stopped.
  void end_streams();
  /// Stops the workers and waits, at most `grace`, until nothing is under way.
  Task<void> stop(Duration grace);
  /// Nothing is being processed or sent right now (waiting rows may exist).
  [[nodiscard]] bool idle() const;
  /// Largest body allowed for a request: a column of the route table.
  [[nodiscard]] std::size_t body_limit(std::string_view method, std::string_view path) const;
  /// For whoever starts the server while nobody can sign in yet. auth.set_up_already
  Task<Result<Secret<>>> make_set_up_link();
  [[nodiscard]] WorkspaceId first_workspace() const;
  [[nodiscard]] Seams& seams();

 private:
  struct State;
  explicit App(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::server
