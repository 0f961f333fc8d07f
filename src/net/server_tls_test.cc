#include <filesystem>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "net/client_curl.h"
#include "net/server.h"
#include "tests/sockets/testing_certificate.h"
#include "tests/sockets/testing_socket.h"

namespace dunlin::net {
namespace {

namespace asio = boost::asio;

class ServerTlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "dunlin-tls-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    testing::make_certificate(directory_);
    ServerOptions options;
    options.port = 0;
    options.tls_certificate_file = directory_ / "cert.pem";
    options.tls_key_file = directory_ / "key.pem";
    options.limits.header_time = std::chrono::milliseconds{300};
    auto started = Server::start(context_.get_executor(), std::move(options), handle);
    ASSERT_TRUE(started) << started.error().text();
    server_ = *std::move(started);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  static Task<Response> handle(Request request) {
    co_return Response::text(200, request.body + (request.peer.secure ? "|secure" : "|plain"));
  }

  Task<void> send_into(ClientRequest request, std::optional<ClientResult>& out) {
    auto result = co_await client_->send(std::move(request));
    out = std::move(result);
  }
  ClientResult post(std::string ca_file, std::string body) {
    client_ = make_curl_client(context_.get_executor(), {.ca_file = std::move(ca_file)});
    ClientRequest request;
    request.method = "POST";
    request.url = "https://localhost:" + std::to_string(server_->port()) + "/";
    request.body = std::move(body);
    std::optional<ClientResult> out;
    spawn(context_.get_executor(), send_into(std::move(request), out));
    while (!out && context_.run_one() > 0) {
    }
    return out.value_or(TransportFailure{.id = "none", .message = {}});
  }

  asio::io_context context_;
  std::filesystem::path directory_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
};

TEST_F(ServerTlsTest, serves_a_client_that_knows_its_certificate) {
  const std::string body(300'000, 'x');
  const ClientResult result = post(directory_ / "cert.pem", body);
  ASSERT_TRUE(std::holds_alternative<ClientResponse>(result))
      << std::get<TransportFailure>(result).message;
  EXPECT_EQ(std::get<ClientResponse>(result).body, body + "|secure");
}

TEST_F(ServerTlsTest, is_refused_by_a_client_that_does_not_and_nothing_was_sent) {
  const ClientResult result = post("", "x");
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).id, "net.tls");
  EXPECT_EQ(std::get<TransportFailure>(result).sent, TransportFailure::Sent::surely_not);
}

TEST_F(ServerTlsTest, ends_a_handshake_that_does_not_come_in_time) {
  testing::Socket silent = testing::Socket::connect(server_->port());
  while (!silent.readable()) context_.run_one();
  EXPECT_EQ(silent.read_to_end(), "");
}

TEST_F(ServerTlsTest, closes_on_bytes_that_are_no_tls) {
  testing::Socket plain = testing::Socket::connect(server_->port());
  plain.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  while (!plain.readable()) context_.run_one();
  context_.poll();
  EXPECT_EQ(plain.read_to_end().find("HTTP/1.1 200"), std::string::npos);
}

}  // namespace
}  // namespace dunlin::net
