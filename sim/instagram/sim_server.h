#pragma once

#include <memory>
#include <string>

#include "net/server.h"
#include "sim/instagram/demo.h"

/// `dunlin sim`: the fake on a socket.
namespace dunlin::instagram {

struct SimServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8090;  ///< 0: any free one
  /// Callback URL of the App, or of its nodes, divided by commas; empty: webhooks are dropped.
  std::string deliver_to;
  Options instagram;
};

/// One address for graph.instagram.com, api.instagram.com, www.instagram.com and /sim/api. Starts
/// with the demo world. `client` carries the webhooks and outlives the server.
class SimServer {
 public:
  static Result<std::unique_ptr<SimServer>> start(World world, net::Client& client,
                                                  SimServerOptions options);
  Instagram& instagram() { return *instagram_; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  Task<void> stop(Duration grace);

 private:
  SimServer() = default;
  std::unique_ptr<Instagram> instagram_;
  std::unique_ptr<net::Server> server_;
};

}  // namespace dunlin::instagram
