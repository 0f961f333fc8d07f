#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/check.h"

/// Blocking sockets on 127.0.0.1 for tests that speak raw bytes. Every wait ends after 20 seconds.
namespace dunlin::testing {

class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {
    const timeval most{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() { close(); }

  static Socket connect(std::uint16_t port) {
    Socket out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    const int ok = ::connect(out.fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    check(ok == 0, "a test connects to its own server");
    return out;
  }

  [[nodiscard]] int fd() const { return fd_; }

  /// False when the peer has closed.
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Empty at the end, on a reset, or after 20 seconds.
  std::string read_some() {
    char space[16384];
    const auto got = ::recv(fd_, space, sizeof space, 0);
    return got > 0 ? std::string(space, static_cast<std::size_t>(got)) : std::string();
  }

  /// Up to and with `mark`; what follows is kept. Shorter when the peer closes first.
  std::string read_through(std::string_view mark) {
    while (buffer_.find(mark) == std::string::npos) {
      const std::string more = read_some();
      if (more.empty()) return std::exchange(buffer_, {});
      buffer_ += more;
    }
    return take(buffer_.find(mark) + mark.size());
  }

  std::string read_exactly(std::size_t bytes) {
    while (buffer_.size() < bytes) {
      const std::string more = read_some();
      if (more.empty()) return std::exchange(buffer_, {});
      buffer_ += more;
    }
    return take(bytes);
  }

  std::string read_to_end() {
    for (std::string more = read_some(); !more.empty(); more = read_some()) buffer_ += more;
    return std::exchange(buffer_, {});
  }

  /// A message with Content-Length or without a body. Empty when the peer closed before.
  std::string read_message() {
    std::string head = read_through("\r\n\r\n");
    const std::size_t at = head.find("Content-Length: ");
    if (at == std::string::npos) return head;
    return head + read_exactly(std::stoul(head.substr(at + 16)));
  }

  /// Something can be read (or accepted) without waiting.
  [[nodiscard]] bool readable() const {
    pollfd state{.fd = fd_, .events = POLLIN, .revents = 0};
    return ::poll(&state, 1, 0) == 1;
  }

  void shut_down_writing() { ::shutdown(fd_, SHUT_WR); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  /// Closes with RST.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

 private:
  std::string take(std::size_t bytes) {
    std::string out = buffer_.substr(0, bytes);
    buffer_.erase(0, bytes);
    return out;
  }

  int fd_ = -1;
  std::string buffer_;
};

/// A port of 127.0.0.1 that listens; nothing accepts unless asked to.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = Socket::loopback(0);
    socklen_t size = sizeof address;
    const bool ok = ::bind(socket_.fd(), reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                    ::listen(socket_.fd(), 128) == 0 &&
                    ::getsockname(socket_.fd(), reinterpret_cast<sockaddr*>(&address), &size) == 0;
    check(ok, "a test listens on a free port");
    port_ = ntohs(address.sin_port);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  Socket accept() { return Socket(::accept4(socket_.fd(), nullptr, nullptr, SOCK_CLOEXEC)); }
  [[nodiscard]] bool readable() const { return socket_.readable(); }
  void close() { socket_.close(); }

 private:
  Socket socket_;
  std::uint16_t port_ = 0;
};

/// A server that plays a script, one connection after the other, in a thread of its own.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::function<void(Listener&)> script)
      : thread_([this, script = std::move(script)] { script(listener_); }) {}
  ~ScriptedServer() { thread_.join(); }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

 private:
  Listener listener_;
  std::thread thread_;
};

/// A port that refuses connections.
inline std::uint16_t refused_port() {
  Listener listener;
  return listener.port();
}

}  // namespace dunlin::testing
