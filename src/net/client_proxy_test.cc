#include <filesystem>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "net/client_curl.h"
#include "tests/sockets/testing_socket.h"

namespace dunlin::net {
namespace {

namespace asio = boost::asio;
using dunlin::testing::Listener;
using dunlin::testing::refused_port;
using dunlin::testing::ScriptedServer;
using dunlin::testing::Socket;
using Sent = TransportFailure::Sent;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A child process that serves a port of 127.0.0.1; ends with its test.
class Child {
 public:
  Child(std::vector<std::string> command, std::uint16_t port) {
    std::vector<char*> arguments;
    for (std::string& part : command) arguments.push_back(part.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    started_ = posix_spawnp(&pid_, arguments[0], &quiet, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&quiet);
    while (started_ && !listens(port)) started_ = waitpid(pid_, nullptr, WNOHANG) == 0;
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!started_) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  [[nodiscard]] bool started() const { return started_; }

 private:
  static bool listens(std::uint16_t port) {
    const Socket probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = Socket::loopback(port);
    return ::connect(probe.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  pid_t pid_ = 0;
  bool started_ = false;
};

bool installed(const std::string& program) {
  return std::filesystem::exists("/usr/bin/" + program) ||
         std::filesystem::exists("/usr/sbin/" + program);
}

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

TEST_P(ProxyTest, is_the_only_way_out_of_a_call_that_names_one) {
  Listener target;
  ClientRequest request = through(target.port(), "secret");
  request.proxy->port = refused_port();
  send(request);
  EXPECT_FALSE(target.readable());
}

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
