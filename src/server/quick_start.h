#pragma once

#include <optional>
#include <string>

#include "server/app.h"

namespace dunlin::server {

/// The account of the settings is connected at once, so that nothing waits for Instagram; this asks
/// Instagram meanwhile whose its token is. Proven, the account gets its name; refused, or another
/// account's, /readyz and the log say so until the settings are mended; not answered, it is asked
/// again each minute.
class QuickStart {
 public:
  /// Accounts of the fake are not asked about.
  QuickStart(Seams& seams, db::Database database, graph::Graph& graph, const accounts::Vault& vault,
             std::optional<accounts::NewAccount> account);
  Task<void> run(WorkspaceId workspace);
  void stop();
  /// Why the token is of no use: a sentence.
  [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }

 private:
  Task<Status> prove(WorkspaceId workspace, graph::Caller caller);
  Task<Status> keep_name(WorkspaceId workspace, std::string username);

  Seams& seams_;
  db::Database database_;
  graph::Graph& graph_;
  const accounts::Vault& vault_;
  std::optional<accounts::NewAccount> account_;
  std::optional<std::string> fault_;
  Signal wake_;
  bool stopping_ = false;
};

}  // namespace dunlin::server
