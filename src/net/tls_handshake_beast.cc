#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/beast_tls.h"

namespace dunlin::net {

namespace asio = boost::asio;
using boost::system::error_code;

Task<bool> shake_hands(TlsSocket& stream) {
  error_code ec;
  auto token = asio::redirect_error(asio::use_awaitable, ec);
  co_await stream.async_handshake(asio::ssl::stream_base::server, token);
  co_return !ec;
}

Task<void> say_goodbye(TlsSocket& stream) {
  error_code ec;
  auto token = asio::redirect_error(asio::use_awaitable, ec);
  co_await stream.async_shutdown(token);
  stream.lowest_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
}

}  // namespace dunlin::net
