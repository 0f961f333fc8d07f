#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/task.h"

/// HTTP/1.1 messages as values (RFC 9110, 9112), shared by the server, the client, the fake
/// Instagram and the simulation.
namespace dunlin::net {

/// In order of arrival; names compare without regard to ASCII case.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);
  /// The first value, or empty.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
    return items_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

/// Who sent a request, after trusted proxies were taken into account.
struct Peer {
  std::string address;  ///< textual IP of the client
  bool loopback = true;
  bool secure = false;  ///< TLS here, or at a trusted proxy
  bool forwarded = false;
};

struct Request {
  std::string method;
  std::string path;  ///< percent-decoded, starts with '/', no dot segments
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  Headers headers;
  std::string body;
  Peer peer;

  /// The first value of a query parameter.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Writes the parts of a streamed answer (text/event-stream). `write` fails when the client has
/// gone.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  virtual Task<Status> write(std::string part) = 0;
};

struct Response {
  int status =
      200;  ///< 0: the connection is closed without an answer (the fake Instagram's faults)
  Headers headers;
  std::string body;
  /// When set, headers go out first and this writes the body in chunks until it returns.
  std::function<Task<void>(BodyStream&)> stream;

  static Response text(int status, std::string body);
  static Response json(int status, std::string body);
};

/// The whole server as one function: what the HTTP server calls, and what the simulation calls
/// directly.
using Handler = std::function<Task<Response>(Request)>;

/// Percent-decodes "a=1&b=%20" (also application/x-www-form-urlencoded). Nothing on a malformed
/// escape, on text that is not UTF-8 or holds U+0000, and beyond 1,000 parameters.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);
std::string percent_encode(std::string_view text);
std::string_view reason(int status);

}  // namespace dunlin::net
