#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "base/secret.h"
#include "net/http.h"

namespace dunlin::net {

/// An account's own way out. Never taken from the environment.
struct Proxy {
  enum class Kind { http_connect, socks5 };
  Kind kind = Kind::http_connect;
  std::string host;
  int port = 0;
  std::string user;
  Secret<> password;
};

struct ClientRequest {
  /// `effect`: the server acts on it, so it may be put on the wire once only (RELIABILITY §2.1): no
  /// resend on a dead reused connection, no redirect.
  enum class Kind { read, effect };
  /// `public_only` for whatever members or strangers name: refuses to connect to any address that
  /// is not public (address.h), judged on the address itself, so that no DNS answer gets past it.
  /// With a proxy it binds the proxy.
  enum class Egress { any, public_only };
  Kind kind = Kind::read;
  Egress egress = Egress::any;
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  Duration deadline = std::chrono::seconds{5};
  std::size_t max_answer_bytes = 1 << 20;
  std::optional<Proxy> proxy;
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

/// No answer. `surely_not_sent` only when zero bytes of the request reached the peer; everything
/// else may have had its effect.
struct TransportFailure {
  enum class Sent { surely_not, maybe };
  Sent sent = Sent::maybe;
  std::string id;       ///< "net.timeout", "net.refused", "net.dns", "net.tls", "net.proxy",
                        ///< "net.reset", "net.too_large"
  std::string message;  ///< a sentence without the URL's query and without secrets
};

using ClientResult = std::variant<ClientResponse, TransportFailure>;

/// The seam through which everything leaves. Production: libcurl; simulation: a call into the fake
/// Instagram.
class Client {
 public:
  virtual ~Client() = default;
  virtual Task<ClientResult> send(ClientRequest request) = 0;
};

}  // namespace dunlin::net
