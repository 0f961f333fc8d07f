#include <cstring>

#include <arpa/inet.h>

#include "net/address.h"

namespace dunlin::net {

std::optional<IpAddress> parse_address(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  const std::string copy(text);
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, copy.c_str(), four.data()) == 1) return ipv4(four);
  IpAddress out;
  if (inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1) return out;
  return std::nullopt;
}

std::string to_text(const IpAddress& address) {
  char space[INET6_ADDRSTRLEN] = {};
  if (is_ipv4(address)) {
    inet_ntop(AF_INET, address.bytes.data() + 12, space, sizeof space);
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), space, sizeof space);
  }
  return space;
}

}  // namespace dunlin::net
