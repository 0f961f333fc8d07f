#include <filesystem>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/client_curl.h"
#include "tests/sockets/child_process.h"
#include "tests/sockets/testing_socket.h"

namespace dunlin::net {
namespace {

namespace asio = boost::asio;
using dunlin::testing::Child;
using dunlin::testing::installed;
using dunlin::testing::Listener;
using dunlin::testing::refused_port;
using dunlin::testing::ScriptedServer;
using dunlin::testing::Socket;
using Sent = TransportFailure::Sent;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

enum class Which { tinyproxy, microsocks };

class ProxyTest : public ::testing::TestWithParam<Which> {
 protected:
  void SetUp() override {
    const bool tiny = GetParam() == Which::tinyproxy;
    const std::string program = tiny ? "tinyproxy" : "microsocks";
    if (!installed(program)) GTEST_SKIP() << program << " is not installed";
    port_ = refused_port();
    child_ = tiny ? start_tinyproxy() : start_microsocks();
    ASSERT_TRUE(child_->started());
  }
  void TearDown() override { std::filesystem::remove(config_); }

  std::unique_ptr<Child> start_tinyproxy() {
    config_ =
        std::filesystem::temp_directory_path() / ("tinyproxy-" + std::to_string(port_) + ".conf");
    std::ofstream(config_) << "Port " << port_ << "\nListen 127.0.0.1\nTimeout 30\nMaxClients 20\n"
                           << "BasicAuth anna secret\n";
    return std::make_unique<Child>(std::vector<std::string>{"tinyproxy", "-d", "-c", config_},
                                   port_);
  }
  std::unique_ptr<Child> start_microsocks() {
    return std::make_unique<Child>(
        std::vector<std::string>{"microsocks", "-i", "127.0.0.1", "-p", std::to_string(port_), "-u",
                                 "anna", "-P", "secret"},
        port_);
  }

  [[nodiscard]] ClientRequest through(std::uint16_t target, std::string password) const {
    ClientRequest request;
    request.kind = ClientRequest::Kind::effect;
    request.method = "POST";
    request.url = "http://localhost:" + std::to_string(target) + "/x";
    request.body = "effect";
    request.proxy = Proxy{
        .kind = GetParam() == Which::tinyproxy ? Proxy::Kind::http_connect : Proxy::Kind::socks5,
        .host = "127.0.0.1",
        .port = port_,
        .user = "anna",
        .password = Secret<>(std::move(password))};
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

  std::uint16_t port_ = 0;
  std::filesystem::path config_;
  std::unique_ptr<Child> child_;
  asio::io_context context_;
  std::unique_ptr<Client> client_ = make_curl_client(context_.get_executor(), {});
};

TEST_P(ProxyTest, carries_calls_with_a_user_and_keeps_the_connection) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    for (int i = 0; i < 2; ++i) {
      EXPECT_THAT(peer.read_message(), ::testing::EndsWith("effect"));
      peer.write(kOk);
    }
  });
  for (int i = 0; i < 2; ++i) {
    const ClientResult result = send(through(server.port(), "secret"));
    ASSERT_TRUE(std::holds_alternative<ClientResponse>(result))
        << std::get<TransportFailure>(result).message;
    EXPECT_EQ(std::get<ClientResponse>(result).body, "ok");
  }
}

TEST_P(ProxyTest, never_lets_one_user_leave_through_the_connection_of_another) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_message();
    peer.write(kOk);
    EXPECT_EQ(peer.read_message(), "");
  });
  EXPECT_TRUE(std::holds_alternative<ClientResponse>(send(through(server.port(), "secret"))));
  const ClientResult result = send(through(server.port(), "wrong"));
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).id, "net.proxy");
  client_.reset();
}

TEST_P(ProxyTest, whose_own_port_is_dead_is_surely_unsent) {
  ClientRequest request = through(1, "secret");
  request.proxy->port = refused_port();
  const ClientResult result = send(request);
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).id, "net.proxy");
  EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::surely_not);
}

TEST_P(ProxyTest, that_refuses_the_user_has_surely_sent_nothing) {
  Listener target;
  const ClientResult result = send(through(target.port(), "wrong"));
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).id, "net.proxy");
  EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::surely_not);
  EXPECT_FALSE(target.readable());
}

TEST_P(ProxyTest, that_cannot_reach_the_target_has_surely_sent_nothing) {
  const ClientResult result = send(through(refused_port(), "secret"));
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).id, "net.proxy");
  EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::surely_not);
}

TEST_P(ProxyTest, whose_target_dies_after_the_effect_leaves_it_unknown) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_message();
    peer.reset();
  });
  const ClientResult result = send(through(server.port(), "secret"));
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::maybe);
}

TEST_P(ProxyTest, is_the_only_way_out_of_a_call_that_names_one) {
  Listener target;
  ClientRequest request = through(target.port(), "secret");
  request.proxy->port = refused_port();
  send(request);
  EXPECT_FALSE(target.readable());
}

/// A proxy that plays a script, for what real ones do only by accident.
class ScriptedProxyTest : public ProxyTest {
 protected:
  void SetUp() override {}
  ClientResult send_through(std::uint16_t proxy, std::string body) {
    ClientRequest request = through(80, "secret");
    request.proxy->port = proxy;
    request.body = std::move(body);
    return send(std::move(request));
  }
  static void expect_connect(Socket& peer) {
    EXPECT_THAT(peer.read_through("\r\n\r\n"), ::testing::StartsWith("CONNECT localhost:80 "));
  }
};

TEST_P(ScriptedProxyTest, that_hangs_up_during_connect_has_surely_sent_nothing) {
  for (const std::string_view answer : {"", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                                        "HTTP/1.1 502 Bad Gateway\r\n\r\n", "HTTP/1.1 200 "}) {
    const ScriptedServer proxy([answer](Listener& listener) {
      Socket peer = listener.accept();
      expect_connect(peer);
      peer.write(answer);
    });
    const ClientResult result = send_through(proxy.port(), "effect");
    ASSERT_TRUE(std::holds_alternative<TransportFailure>(result)) << answer;
    EXPECT_EQ(std::get<TransportFailure>(result).id, "net.proxy") << answer;
    EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::surely_not) << answer;
  }
}

TEST_P(ScriptedProxyTest, that_hangs_up_behind_an_open_tunnel_leaves_it_unknown) {
  const ScriptedServer proxy([](Listener& listener) {
    Socket peer = listener.accept();
    expect_connect(peer);
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    peer.read_message();
  });
  const ClientResult result = send_through(proxy.port(), "effect");
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::maybe);
}

// Without a body libcurl may try again on a new tunnel; its refusal says nothing of the first try.
TEST_P(ScriptedProxyTest, that_refuses_only_the_second_tunnel_leaves_it_unknown) {
  const ScriptedServer proxy([](Listener& listener) {
    {
      Socket peer = listener.accept();
      expect_connect(peer);
      peer.write("HTTP/1.1 200 OK\r\n\r\n");
      peer.read_message();
      peer.write(kOk);
      EXPECT_NE(peer.read_message(), "");
    }
    Socket again = listener.accept();
    again.read_through("\r\n\r\n");
    again.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_TRUE(std::holds_alternative<ClientResponse>(send_through(proxy.port(), "warm-up")));
  const ClientResult result = send_through(proxy.port(), "");
  // Lets the second accept end where nothing was tried again.
  Socket::connect(proxy.port()).close();
  ASSERT_TRUE(std::holds_alternative<TransportFailure>(result));
  EXPECT_EQ(std::get<TransportFailure>(result).sent, Sent::maybe);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ScriptedProxyTest, ::testing::Values(Which::tinyproxy),
                         [](const auto&) { return "http_connect"; });

INSTANTIATE_TEST_SUITE_P(Kinds, ProxyTest, ::testing::Values(Which::tinyproxy, Which::microsocks),
                         [](const auto& info) {
                           return info.param == Which::tinyproxy ? "http_connect" : "socks5";
                         });

Task<void> send_with(Client& client, ClientRequest request, ClientResult& out) {
  auto result = co_await client.send(std::move(request));
  out = std::move(result);
}

TEST(Environment, names_no_proxy_that_a_call_would_use) {
  setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(refused_port())).c_str(), 1);
  asio::io_context context;
  const auto client = make_curl_client(context.get_executor(), {});
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_message();
    peer.write(kOk);
  });
  ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
  ClientResult result;
  spawn(context.get_executor(), send_with(*client, request, result));
  context.run();
  unsetenv("http_proxy");
  ASSERT_TRUE(std::holds_alternative<ClientResponse>(result))
      << std::get<TransportFailure>(result).message;
  EXPECT_EQ(std::get<ClientResponse>(result).body, "ok");
}

}  // namespace
}  // namespace dunlin::net
