#include "net/peer.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "net/field.h"

namespace dunlin::net {
bool TrustedProxies::trusts(const IpAddress& address) const {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Cidr& network) { return network.contains(address); });
}

Result<TrustedProxies> parse_trusted_proxies(const std::vector<std::string>& texts) {
  TrustedProxies out;
  for (const std::string& text : texts) {
    if (text == "platform") {
      out.any_direct_peer = true;
    } else if (const auto network = parse_cidr(text)) {
      out.networks.push_back(*network);
    } else {
      return Error(Code::invalid, "net.address_invalid",
                   fmt::format("'{}' is no network of trusted proxies.", text))
          .hinting("Write addresses like 10.0.0.0/8 or fd00::/8, or 'platform'.");
    }
  }
  return out;
}

Peer resolve_peer(const IpAddress& direct, Transport transport, const Headers& headers,
                  const TrustedProxies& trusted) {
  Peer peer;
  IpAddress client = direct;
  peer.secure = transport == Transport::tls;
  if (trusted.any_direct_peer || trusted.trusts(direct)) {
    const auto hops = list_elements(headers, "X-Forwarded-For");
    for (const std::string_view text : hops | std::views::reverse) {
      const auto address = parse_address(text);
      if (!address) break;
      peer.forwarded = true;
      client = *address;
      if (!trusted.trusts(client)) break;
    }
    const auto protocols = list_elements(headers, "X-Forwarded-Proto");
    if (!protocols.empty()) {
      peer.forwarded = true;
      peer.secure = protocols.back() == "https";
    }
  }
  peer.address = to_text(client);
  peer.loopback = is_loopback(client);
  return peer;
}

}  // namespace dunlin::net
