#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "base/task.h"

/// How TLS begins and ends, apart from what goes through it.
namespace dunlin::net {

using TlsSocket = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// False when the peer and we do not agree.
Task<bool> shake_hands(TlsSocket& stream);
/// Tells the peer that nothing follows, and ends our half of the connection.
Task<void> say_goodbye(TlsSocket& stream);

}  // namespace dunlin::net
