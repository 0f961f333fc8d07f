#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/instagram/demo.h"

/// The fake inside `dunlin serve` when no Instagram setting is given.
namespace dunlin::instagram {

/// Where the state outlives the process. `file_snapshots` in production, anything in tests.
struct SnapshotStore {
  std::function<Result<std::string>()> read;  ///< empty text when there is none
  std::function<Status(const std::string&)> write;
};
/// One file, replaced whole (write, fsync, rename). Mode 0600.
SnapshotStore file_snapshots(const std::string& path);

class Embedded {
 public:
  /// The demo world, or what the store kept. A store that is corrupt is set aside in words: the
  /// Error.
  static Result<std::unique_ptr<Embedded>> create(World world, Options options,
                                                  SnapshotStore store);
  ~Embedded();

  Instagram& instagram() { return *instagram_; }
  /// For the Graph port: give it to graph::Graph (any base_url).
  net::Client& client() { return *client_; }
  /// Signs the webhooks; the App's verifier must know it. Drawn at each start: nobody else can
  /// forge a webhook.
  [[nodiscard]] const std::string& app_secret() const;
  /// Serves /sim/api/…; everything else is not its business (404).
  Task<net::Response> control(net::Request request);
  /// Writes what is not written yet. Call once at shutdown.
  Status flush();

 private:
  struct Saver;
  Embedded() = default;
  std::unique_ptr<Instagram> instagram_;
  std::unique_ptr<InProcessClient> client_;
  std::shared_ptr<Saver> saver_;
};

}  // namespace dunlin::instagram
