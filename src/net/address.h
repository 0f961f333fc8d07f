#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dunlin::net {

/// IPv4 is kept mapped (::ffff:a.b.c.d), so that every spelling of an address compares equal.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const IpAddress&) const = default;
};

IpAddress ipv4(const std::array<std::uint8_t, 4>& bytes);
bool is_ipv4(const IpAddress& address);
bool is_loopback(const IpAddress& address);

/// Whether requests that strangers name may go there: nothing loopback, private, shared
/// (100.64/10), link-local, unique local, multicast, documentation, reserved, or a form that hides
/// one of them (mapped, 64:ff9b::/96, 2002::/16).
bool is_public(const IpAddress& address);

/// Dotted IPv4 or IPv6 without a zone; nothing else ("127.1", "0x7f.1" and ports are refused).
std::optional<IpAddress> parse_address(std::string_view text);
std::string to_text(const IpAddress& address);

struct Cidr {
  IpAddress network;
  int bits = 128;  ///< of the 128, also for IPv4
  [[nodiscard]] bool contains(const IpAddress& address) const;
};
/// "10.0.0.0/8", "fd00::/8" or a single address.
std::optional<Cidr> parse_cidr(std::string_view text);

}  // namespace dunlin::net
