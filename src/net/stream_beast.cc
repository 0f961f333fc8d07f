#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/beast_stream.h"

namespace dunlin::net {

namespace asio = boost::asio;

namespace {

using asio::ip::tcp;
using boost::system::error_code;

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
  }

  Task<bool> open() override { co_return true; }

  Task<std::size_t> read(std::span<char> into) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto space = asio::buffer(into.data(), into.size());
    co_return co_await socket_.async_read_some(space, token);
  }

  std::size_t write_now(std::string_view bytes) override {
    error_code ignored;
    return socket_.write_some(asio::buffer(bytes.data(), bytes.size()), ignored);
  }

  Task<bool> write(std::string_view bytes) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    while (!bytes.empty()) {
      const auto data = asio::buffer(bytes.data(), bytes.size());
      const auto written = co_await socket_.async_write_some(data, token);
      if (ec) co_return false;
      bytes.remove_prefix(written);
    }
    co_return true;
  }

  Task<void> end_writing() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

  void cancel() override {
    error_code ignored;
    socket_.cancel(ignored);
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
};

}  // namespace

std::unique_ptr<ByteStream> make_plain_stream(tcp::socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace dunlin::net
