#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "net/client.h"

namespace dunlin::net {

struct CurlOptions {
  std::string ca_file;                 ///< PEM, instead of the system's
  std::size_t max_connections = 1024;  ///< per way out; further calls wait within their deadline
  std::size_t max_idle_ways = 64;      ///< proxies whose idle connections are kept
};

/// The Client on libcurl: HTTP/2 where TLS offers it, connections kept for reuse, never across
/// different proxies or proxy users. Call it on `executor` only; its io_context must outlive it.
/// Calls in flight when it dies are dropped with the coroutines that wait for them. Cancelling a
/// waiting coroutine ends its call with "net.cancelled". Besides the ids of TransportFailure:
/// "net.invalid_request" (URL, method or header), "net.cancelled", "net.address_forbidden"
/// (Egress).
std::unique_ptr<Client> make_curl_client(const Executor& executor, CurlOptions options);

}  // namespace dunlin::net
