#include "net/address.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace dunlin::net {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

// IANA special-purpose registries (RFC 6890 and its updates), with multicast and the forms that
// embed IPv4.
constexpr std::string_view kNotPublic[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",    "2001::/23",
    "2001:db8::/32", "2002::/16",       "3fff::/20",      "64:ff9b::/96",   "64:ff9b:1::/48",
};
constexpr std::string_view kGlobalUnicast = "2000::/3";

Cidr known_cidr(std::string_view text) {
  const auto cidr = parse_cidr(text);
  check(cidr.has_value(), "the built-in networks are well formed");
  return *cidr;
}

}  // namespace

IpAddress ipv4(const std::array<std::uint8_t, 4>& bytes) {
  IpAddress out;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), out.bytes.begin());
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin() + 12);
  return out;
}

bool is_ipv4(const IpAddress& address) {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin());
}

bool is_loopback(const IpAddress& address) {
  if (is_ipv4(address)) return address.bytes[12] == 127;
  IpAddress one;
  one.bytes[15] = 1;
  return address == one;
}

bool is_public(const IpAddress& address) {
  static const auto refused = [] {
    std::array<Cidr, std::size(kNotPublic)> out{};
    std::transform(std::begin(kNotPublic), std::end(kNotPublic), out.begin(), known_cidr);
    return out;
  }();
  static const Cidr global = known_cidr(kGlobalUnicast);
  if (!is_ipv4(address) && !global.contains(address)) return false;
  return std::none_of(refused.begin(), refused.end(),
                      [&](const Cidr& cidr) { return cidr.contains(address); });
}

bool Cidr::contains(const IpAddress& address) const {
  for (int bit = 0; bit < bits; bit += 8) {
    const int kept = std::min(8, bits - bit);
    const unsigned mask = 0xFF00U >> kept & 0xFFU;
    const auto at = static_cast<std::size_t>(bit / 8);
    if (((network.bytes[at] ^ address.bytes[at]) & mask) != 0) return false;
  }
  return true;
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = parse_address(text.substr(0, slash));
  if (!network) return std::nullopt;
  const int most = is_ipv4(*network) ? 32 : 128;
  int bits = most;
  if (slash != std::string_view::npos) {
    const std::string_view number = text.substr(slash + 1);
    const auto read = std::from_chars(number.data(), number.data() + number.size(), bits);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return std::nullopt;
    if (bits < 0 || bits > most) return std::nullopt;
  }
  return Cidr{.network = *network, .bits = bits + 128 - most};
}

}  // namespace dunlin::net
