#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/peer.h"
#include "net/server.h"

/// The parts of the server that share sockets: nothing outside of *_beast.cc includes this.
namespace dunlin::net {

class Session;

/// What all connections of one server share. Runs on one executor.
struct Hub : std::enable_shared_from_this<Hub> {
  using Clock = std::chrono::steady_clock;

  Hub(const Executor& executor, ServerOptions options, TrustedProxies trusted, Handler handler);

  /// Its clock ticks when deadlines are looked at; no finer time is needed, and reading it is free.
  [[nodiscard]] Clock::time_point deadline_in(Duration time) const { return now + time; }
  void start();
  void stop_accepting();
  /// Closes connections that wait for a request; the others close after their answer.
  void close_idle();
  void close_all();
  void forget(Session& session);

  Executor executor;
  ServerOptions options;
  TrustedProxies trusted;
  Handler handler;
  std::unique_ptr<boost::asio::ssl::context> tls;
  boost::asio::ip::tcp::acceptor acceptor;
  boost::asio::steady_timer ticker;
  boost::asio::steady_timer drained;
  Clock::time_point now;
  std::string date;
  bool stopping = false;
  std::list<Session*> sessions;
  std::map<IpAddress, std::size_t> per_address;

 private:
  void tick();
  void accept_next();
  void accepted(boost::asio::ip::tcp::socket socket);
  [[nodiscard]] bool is_exempt(const IpAddress& address) const;
};

/// Errors: net.certificate.
Result<std::unique_ptr<boost::asio::ssl::context>> make_tls_context(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace dunlin::net
