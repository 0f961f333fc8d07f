#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/task.h"

namespace dunlin::net {

/// One connection's bytes, with or without TLS. One read and one write at a time; `cancel` ends
/// both.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// False when the peer does not complete the TLS handshake.
  virtual Task<bool> open() = 0;
  /// 0 at the end, after an error and after `cancel`.
  virtual Task<std::size_t> read(std::span<char> into) = 0;
  /// What can be written at once, without waiting: none to all of it.
  virtual std::size_t write_now(std::string_view bytes) = 0;
  /// False when the peer has gone or after `cancel`.
  virtual Task<bool> write(std::string_view bytes) = 0;
  /// Tells the peer that nothing follows; reading goes on.
  virtual Task<void> end_writing() = 0;
  virtual void cancel() = 0;
  virtual void close() = 0;
};

std::unique_ptr<ByteStream> make_plain_stream(boost::asio::ip::tcp::socket socket);
/// `context` must outlive the stream.
std::unique_ptr<ByteStream> make_tls_stream(boost::asio::ip::tcp::socket socket,
                                            boost::asio::ssl::context& context);

}  // namespace dunlin::net
