#include <filesystem>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "net/client_curl.h"
#include "tests/sockets/child_process.h"
#include "tests/sockets/http2_server.h"
#include "tests/sockets/testing_certificate.h"

namespace dunlin::net {
namespace {

namespace asio = boost::asio;
using dunlin::testing::Http2Server;
using Act = Http2Server::Act;
using Kind = ClientRequest::Kind;
using Sent = TransportFailure::Sent;

class Http2ClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "dunlin-http2-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    testing::make_certificate(directory_);
    client_ = make_curl_client(context_.get_executor(), {.ca_file = directory_ / "cert.pem"});
  }
  void TearDown() override {
    client_.reset();
    std::filesystem::remove_all(directory_);
  }

  static ClientRequest post(std::uint16_t port, Kind kind, std::string body) {
    ClientRequest request;
    request.kind = kind;
    request.method = "POST";
    request.url = "https://localhost:" + std::to_string(port) + "/messages";
    request.body = std::move(body);
    return request;
  }
  Task<void> send_into(ClientRequest request, std::optional<ClientResult>& out) {
    auto result = co_await client_->send(std::move(request));
    out = std::move(result);
  }
  ClientResult send(ClientRequest request) {
    std::optional<ClientResult> out;
    spawn(context_.get_executor(), send_into(std::move(request), out));
    context_.restart();
    while (!out && context_.run_one() > 0) {
    }
    return out.value_or(TransportFailure{.id = "none", .message = {}});
  }
  /// What an effect meets, and how often it reached the server.
  struct Met {
    ClientResult result;
    int requests = 0;
  };
  Met effect_meets(Act act, std::string body) {
    Http2Server server(directory_, {act});
    Met met{.result = send(post(server.port(), Kind::effect, std::move(body)))};
    client_ = make_curl_client(context_.get_executor(), {.ca_file = directory_ / "cert.pem"});
    met.requests = server.requests();
    return met;
  }

  asio::io_context context_;
  std::filesystem::path directory_;
  std::unique_ptr<Client> client_;
};

TEST_F(Http2ClientTest, a_server_that_speaks_nothing_else_takes_a_send) {
  if (!testing::installed("nghttpd")) GTEST_SKIP() << "nghttp2-server is not installed";
  const std::uint16_t port = testing::refused_port();
  const testing::Child server({"nghttpd", "--echo-upload", "-a", "127.0.0.1", std::to_string(port),
                               directory_ / "key.pem", directory_ / "cert.pem"},
                              port);
  ASSERT_TRUE(server.started());
  for (const std::string& body : {std::string("{\"text\":\"hi\"}"), std::string(300'000, 'x')}) {
    const ClientResult result = send(post(port, Kind::effect, body));
    ASSERT_TRUE(std::holds_alternative<ClientResponse>(result))
        << std::get<TransportFailure>(result).message;
    EXPECT_EQ(std::get<ClientResponse>(result).status, 200);
    EXPECT_EQ(std::get<ClientResponse>(result).body, body);
  }
}

TEST_F(Http2ClientTest, calls_share_a_connection_until_it_is_told_to_go_away) {
  std::optional<Http2Server> server(std::in_place, directory_,
                                    std::deque{Act::answer, Act::answer_and_part});
  for (int i = 0; i < 3; ++i) {
    const ClientResult result = send(post(server->port(), Kind::effect, "x"));
    ASSERT_TRUE(std::holds_alternative<ClientResponse>(result))
        << std::get<TransportFailure>(result).message;
    EXPECT_EQ(std::get<ClientResponse>(result).body, "ok");
    EXPECT_EQ(server->connections(), i < 2 ? 1 : 2);
  }
  client_.reset();
}

// That the server calls a stream unprocessed does not undo that bytes left: libcurl tells no
// refused stream from a broken one, so an effect stays unknown and is never repeated.
TEST_F(Http2ClientTest, an_effect_whose_stream_ends_unanswered_is_unknown_and_left_once) {
  for (const Act act : {Act::refuse_stream, Act::break_stream, Act::go_away, Act::hang_up}) {
    for (const std::string& body : {std::string("effect"), std::string()}) {
      const Met met = effect_meets(act, body);
      ASSERT_TRUE(std::holds_alternative<TransportFailure>(met.result)) << static_cast<int>(act);
      EXPECT_EQ(std::get<TransportFailure>(met.result).sent, Sent::maybe) << static_cast<int>(act);
      EXPECT_EQ(std::get<TransportFailure>(met.result).id, "net.reset") << static_cast<int>(act);
      EXPECT_EQ(met.requests, 1) << static_cast<int>(act) << ' ' << body;
    }
  }
}

TEST_F(Http2ClientTest, a_read_that_was_refused_unprocessed_is_repeated) {
  std::optional<Http2Server> server(std::in_place, directory_, std::deque{Act::refuse_stream});
  const ClientResult result = send(post(server->port(), Kind::read, "search"));
  ASSERT_TRUE(std::holds_alternative<ClientResponse>(result))
      << std::get<TransportFailure>(result).message;
  EXPECT_EQ(std::get<ClientResponse>(result).body, "ok");
  EXPECT_EQ(server->requests(), 2);
  client_.reset();
}

}  // namespace
}  // namespace dunlin::net
