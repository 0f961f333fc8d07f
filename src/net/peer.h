#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/http.h"

namespace dunlin::net {

/// Whose X-Forwarded-* fields count.
struct TrustedProxies {
  std::vector<Cidr> networks;
  bool any_direct_peer = false;  ///< "platform": the host's router is always in front

  [[nodiscard]] bool trusts(const IpAddress& address) const;
};

/// Errors: net.address_invalid.
Result<TrustedProxies> parse_trusted_proxies(const std::vector<std::string>& texts);

enum class Transport { plain, tls };

/// The client behind the trusted proxies: the rightmost X-Forwarded-For that is none of them.
/// Fields from anybody else do not count; an entry that is no address ends the search at the proxy
/// that wrote it.
Peer resolve_peer(const IpAddress& direct, Transport transport, const Headers& headers,
                  const TrustedProxies& trusted);

}  // namespace dunlin::net
