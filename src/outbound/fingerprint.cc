#include "outbound/fingerprint.h"

#include <fmt/format.h>

#include "net/signature.h"
#include "outbound/outbound.h"

namespace dunlin::outbound {

std::string sha256_hex(std::string_view bytes) {
  return net::to_hex(net::sha256(bytes));
}

std::string body_hash(std::string_view body) {
  return sha256_hex(body);
}

std::string echo_hash(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return sha256_hex("");
  return sha256_hex(text.substr(first, text.find_last_not_of(space) - first + 1));
}

EchoShape echo_shape(const graph::Content& content) {
  return std::holds_alternative<graph::Text>(content) ? EchoShape::text : EchoShape::attachment;
}

std::string effect_key(WorkspaceId workspace, AccountId account, const graph::Recipient& recipient,
                       std::string_view cause, int step) {
  // Lengths go before what may hold any character, so that no two lists of parts read alike.
  return sha256_hex(fmt::format("{} {} {} {}:{} {}:{} {}", workspace.value, account.value,
                                static_cast<int>(recipient.kind), recipient.id.size(), recipient.id,
                                cause.size(), cause, step));
}

}  // namespace dunlin::outbound
