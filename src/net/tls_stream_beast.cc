#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/beast_stream.h"
#include "net/beast_tls.h"

namespace dunlin::net {

namespace asio = boost::asio;

namespace {

using asio::ip::tcp;
using boost::system::error_code;

class TlsStream : public ByteStream {
 public:
  TlsStream(tcp::socket socket, asio::ssl::context& context)
      : stream_(std::move(socket), context) {}

  Task<bool> open() override { return shake_hands(stream_); }

  Task<std::size_t> read(std::span<char> into) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto space = asio::buffer(into.data(), into.size());
    if (ended_) co_return co_await stream_.next_layer().async_read_some(space, token);
    co_return co_await stream_.async_read_some(space, token);
  }

  std::size_t write_now(std::string_view) override { return 0; }

  Task<bool> write(std::string_view bytes) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    while (!bytes.empty()) {
      const auto data = asio::buffer(bytes.data(), bytes.size());
      const auto written = co_await stream_.async_write_some(data, token);
      if (ec) co_return false;
      bytes.remove_prefix(written);
    }
    co_return true;
  }

  // What the peer has sent meanwhile cannot be decrypted after this; reading only drains it.
  Task<void> end_writing() override {
    ended_ = true;
    co_await say_goodbye(stream_);
  }

  void cancel() override {
    error_code ignored;
    stream_.lowest_layer().cancel(ignored);
  }

  void close() override {
    error_code ignored;
    stream_.lowest_layer().close(ignored);
  }

 private:
  TlsSocket stream_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> make_tls_stream(tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace dunlin::net
