#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>

#include "net/beast_session.h"

namespace dunlin::net {

namespace asio = boost::asio;

namespace {

using asio::ip::tcp;

constexpr int kBacklog = 4096;

class BeastServer : public Server {
 public:
  explicit BeastServer(std::shared_ptr<Hub> hub) : hub_(std::move(hub)) {
    port_ = hub_->acceptor.local_endpoint().port();
  }
  ~BeastServer() override {
    hub_->stop_accepting();
    hub_->ticker.cancel();
    hub_->close_all();
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  [[nodiscard]] std::size_t open_connections() const override { return hub_->sessions.size(); }

  Task<void> stop(Duration grace) override {
    const auto hub = hub_;
    hub->stop_accepting();
    hub->close_idle();
    hub->drained.expires_after(grace);
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    if (!hub->sessions.empty()) co_await hub->drained.async_wait(token);
    hub->close_all();
  }

 private:
  std::shared_ptr<Hub> hub_;
  std::uint16_t port_ = 0;
};

Error cannot_listen(const ServerOptions& options, const boost::system::error_code& ec) {
  const bool in_use = ec == asio::error::address_in_use;
  return Error(in_use ? Code::conflict : Code::invalid,
               in_use ? "net.address_in_use" : "net.address_invalid",
               fmt::format("Cannot listen on {}:{}: {}.", options.address, options.port,
                           ec.message()))
      .hinting(in_use ? "Stop what listens there, or choose another address."
                      : "Name an address of this machine and a port that this user may take.");
}

Status listen(Hub& hub) {
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(hub.options.address, ec);
  if (ec) return cannot_listen(hub.options, ec);
  const tcp::endpoint endpoint(address, hub.options.port);
  hub.acceptor.open(endpoint.protocol(), ec);
  if (!ec) ::fcntl(hub.acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  if (!ec) hub.acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec && address.is_v6()) hub.acceptor.set_option(asio::ip::v6_only(false), ec);
  if (!ec) hub.acceptor.bind(endpoint, ec);
  if (!ec) hub.acceptor.listen(kBacklog, ec);
  if (ec) return cannot_listen(hub.options, ec);
  return {};
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Executor& executor, ServerOptions options,
                                              Handler handler) {
  DUNLIN_TRY(auto trusted, parse_trusted_proxies(options.trusted_proxies));
  const auto hub =
      std::make_shared<Hub>(executor, std::move(options), std::move(trusted), std::move(handler));
  if (!hub->options.tls_certificate_file.empty() || !hub->options.tls_key_file.empty()) {
    DUNLIN_TRY(hub->tls,
               make_tls_context(hub->options.tls_certificate_file, hub->options.tls_key_file));
  }
  DUNLIN_CHECK(listen(*hub));
  hub->start();
  return std::unique_ptr<Server>(std::make_unique<BeastServer>(hub));
}

}  // namespace dunlin::net
