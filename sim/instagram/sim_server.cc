#include "sim/instagram/sim_server.h"

#include <fmt/format.h>

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMaxBodyBytes = 1 << 20;

Task<net::Response> answer(Instagram& instagram, net::Request request) {
  if (request.path.starts_with("/sim/api/")) return instagram.control(std::move(request));
  return instagram.handle(std::move(request));
}

}  // namespace

Result<std::unique_ptr<SimServer>> SimServer::start(World world, net::Client& client,
                                                    SimServerOptions options) {
  std::unique_ptr<SimServer> made(new SimServer());
  if (options.deliver_to.empty()) options.instagram.no_target = Options::NoTarget::drop;
  made->instagram_ = std::make_unique<Instagram>(world, options.instagram);
  Instagram& instagram = *made->instagram_;
  DUNLIN_CHECK(seed_demo(instagram.people()));
  if (!options.deliver_to.empty()) {
    instagram.deliver_with(deliver_to(client, world.random, options.deliver_to),
                           options.deliver_to);
  }
  net::ServerOptions server;
  server.address = options.address;
  server.port = options.port;
  server.limits.body_limit = [](std::string_view, std::string_view) { return kMaxBodyBytes; };
  const net::Handler handler = [&instagram](net::Request request) {
    return answer(instagram, std::move(request));
  };
  DUNLIN_TRY(made->server_, net::Server::start(world.executor, std::move(server), handler));
  instagram.set_public_url(fmt::format("http://{}:{}", options.address, made->server_->port()));
  return made;
}

Task<void> SimServer::stop(Duration grace) {
  instagram_->stop_watching();
  co_await server_->stop(grace);
}

}  // namespace dunlin::instagram
