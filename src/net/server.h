#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/seams.h"
#include "net/http.h"

namespace dunlin::net {

/// Bounds of RELIABILITY §3.3 "HTTP limits". `body_limit` is asked with method and path as soon as
/// the header is read; a longer body is answered 413 without being read.
struct ServerLimits {
  std::size_t request_line_bytes = std::size_t{8} * 1024;
  std::size_t header_bytes = std::size_t{16} * 1024;
  std::size_t header_count = 64;
  Duration header_time = std::chrono::seconds{5};
  Duration body_time = std::chrono::seconds{30};
  std::size_t body_bytes_per_second = 1024;
  Duration keep_alive = std::chrono::seconds{15};
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 100;  ///< loopback and trusted proxies exempt
  std::function<std::size_t(std::string_view method, std::string_view path)> body_limit;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                       ///< 0: any free one
  std::string tls_certificate_file, tls_key_file;  ///< both or none
  std::vector<std::string> trusted_proxies;        ///< CIDRs whose X-Forwarded-* count, rightmost;
                                                   ///< "platform" trusts the direct peer
  ServerLimits limits;
};

/// HTTP/1.1 only, TLS 1.2+; strict: TE with CL, repeated CL or Host, obs-fold, bare CR or LF, NUL
/// and chunk extensions over 256 bytes are refused with 400. Adapter: server_beast.cc.
class Server {
 public:
  virtual ~Server() = default;
  /// Binds and starts to accept. Errors: net.address_in_use, net.address_invalid, net.certificate.
  static Result<std::unique_ptr<Server>> start(const Executor& executor, ServerOptions options,
                                               Handler handler);
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual std::size_t open_connections() const = 0;
  /// Stops accepting, lets running requests finish for at most `grace`, closes idle connections.
  virtual Task<void> stop(Duration grace) = 0;
};

}  // namespace dunlin::net
