#include "net/server.h"

#include <atomic>
#include <future>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sockets/testing_socket.h"

namespace dunlin::net {
namespace {

namespace asio = boost::asio;
using dunlin::testing::Socket;
using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string describe(const Request& request) {
  std::string out = request.method + ' ' + request.path;
  for (const auto& [name, value] : request.query) out += '|' + name + '=' + value;
  return out + '|' + std::string(request.headers.get("host")) + '|' + request.body + '|' +
         request.peer.address;
}

Task<void> three_parts(BodyStream& stream) {
  for (int i = 0; i < 3; ++i) {
    auto status = co_await stream.write("data: " + std::to_string(i) + "\n\n");
    if (!status) co_return;
  }
}

/// Writes until the client goes away.
Task<void> endless(BodyStream& stream, std::atomic<bool>& ended) {
  while (!ended) {
    auto status = co_await stream.write(std::string(60'000, 'x'));
    if (!status) ended = true;
  }
}

class ServerTest : public ::testing::Test {
 protected:
  ~ServerTest() override {
    asio::post(context_, [this] { server_.reset(); });
    work_.reset();
    if (thread_.joinable()) thread_.join();
  }

  Task<Response> handle(Request request) {
    ++handled_;
    if (request.path == "/throw") throw std::runtime_error("on purpose");
    if (request.path == "/empty")
      co_return Response{.status = 204, .headers = {}, .body = {}, .stream = {}};
    Response response = Response::text(200, describe(request));
    if (request.path == "/stream") response.stream = three_parts;
    if (request.path == "/endless") {
      response.stream = [this](BodyStream& stream) { return endless(stream, ended_); };
    }
    co_return response;
  }

  void start(ServerOptions options = {}) {
    options.port = 0;
    if (!options.limits.body_limit) {
      options.limits.body_limit = [](std::string_view, std::string_view path) -> std::size_t {
        return path == "/small" ? 10 : 1'000'000;
      };
    }
    auto started = Server::start(context_.get_executor(), std::move(options),
                                 [this](Request request) { return handle(std::move(request)); });
    ASSERT_TRUE(started) << started.error().text();
    server_ = *std::move(started);
    port_ = server_->port();
    thread_ = std::thread([this] { context_.run(); });
  }

  Task<void> stop_into(Duration grace, std::promise<void>& done) {
    co_await server_->stop(grace);
    done.set_value();
  }

  [[nodiscard]] Socket connect() const { return Socket::connect(port_); }
  /// Sends raw bytes and gives all that comes back until the server closes.
  [[nodiscard]] std::string exchange(std::string_view bytes) const {
    Socket client = connect();
    client.write(bytes);
    client.shut_down_writing();
    return client.read_to_end();
  }

  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_ =
      asio::make_work_guard(context_);
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
  std::atomic<int> handled_ = 0;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

std::string post(std::string_view path, std::string_view rest) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n" + std::string(rest);
}

TEST_F(ServerTest, answers_with_date_length_and_body) {
  start();
  Socket client = connect();
  client.write("GET /a%20b?q=1 HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = client.read_message();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(answer,
              HasSubstr(" GMT\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "));
  EXPECT_THAT(answer, Not(HasSubstr("Connection")));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /a b|q=1|h||127.0.0.1"));
}

TEST_F(ServerTest, serves_pipelined_requests_in_order_on_one_connection) {
  start();
  std::string wire;
  for (int i = 0; i < 100; ++i) {
    wire += post("/" + std::to_string(i), "Content-Length: 2\r\n\r\nab");
    wire += post("/c" + std::to_string(i), "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
  }
  Socket client = connect();
  client.write(wire);
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(client.read_message(), EndsWith("POST /" + std::to_string(i) + "|h|ab|127.0.0.1"));
    EXPECT_THAT(client.read_message(), EndsWith("POST /c" + std::to_string(i) + "|h|x|127.0.0.1"));
  }
}

TEST_F(ServerTest, takes_a_request_byte_by_byte) {
  start();
  Socket client = connect();
  for (const char c :
       post("/slow", "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n")) {
    client.write({&c, 1});
  }
  EXPECT_THAT(client.read_message(), EndsWith("POST /slow|h|abc|127.0.0.1"));
}

TEST_F(ServerTest, closes_when_asked_or_when_the_client_speaks_http_1_0) {
  start();
  for (const char* request : {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                              "GET / HTTP/1.0\r\nHost: h\r\n\r\n"}) {
    Socket client = connect();
    client.write(request);
    const std::string answer = client.read_to_end();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("GET /|h||127.0.0.1"));
  }
}

TEST_F(ServerTest, answers_head_without_the_body_and_204_without_a_length) {
  start();
  Socket client = connect();
  client.write("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET /empty HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string head = client.read_through("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Length: 19\r\n"));
  const std::string empty = client.read_through("\r\n\r\n");
  EXPECT_THAT(empty, StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(empty, Not(HasSubstr("Content-Length")));
}

TEST_F(ServerTest, answers_options_of_the_whole_server_itself) {
  start();
  EXPECT_THAT(exchange("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), StartsWith("HTTP/1.1 204 "));
  EXPECT_EQ(handled_, 0);
}

struct Refused {
  std::string bytes;
  int status;
};

TEST_F(ServerTest, refuses_what_is_malformed_and_closes) {
  start();
  const Refused cases[] = {
      {"GET / HTTP/1.1\nHost: h\n\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET /%2e%2e/x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /a%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"\x16\x03\x01\x02\x00", 400},
      {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
      {"GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
      {post("/", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
      {post("/", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"), 400},
      {post("/", "Expect: magic\r\nContent-Length: 1\r\n\r\nx"), 417},
      {post("/small", "Content-Length: 11\r\n\r\n01234567890"), 413},
      {post("/small", "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n"), 413},
      {post("/", "Content-Length: 18446744073709551615\r\n\r\n"), 413},
  };
  for (const auto& [bytes, status] : cases) {
    const std::string answer = exchange(bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(status) + " "))
        << bytes.substr(0, 80);
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr("application/problem+json"));
    EXPECT_THAT(answer, Not(HasSubstr("smuggled")));
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(ServerTest, refuses_ten_megabytes_before_they_arrive) {
  start();
  Socket client = connect();
  client.write(post("/", "Content-Length: 10000000\r\n\r\n"));
  EXPECT_THAT(client.read_message(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, lets_a_client_that_sends_all_the_same_read_the_refusal) {
  start();
  Socket client = connect();
  client.write(post("/", "Content-Length: 10000000\r\n\r\n"));
  client.write(std::string(10'000'000, 'x'));
  EXPECT_THAT(client.read_message(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, says_continue_only_to_bodies_that_it_wants) {
  start();
  Socket client = connect();
  client.write(post("/x", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(client.read_through("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.write("ok");
  EXPECT_THAT(client.read_message(), EndsWith("POST /x|h|ok|127.0.0.1"));
  client.write(post("/small", "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n"));
  EXPECT_THAT(client.read_message(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, streams_in_chunks_and_goes_on) {
  start();
  Socket client = connect();
  client.write("GET /stream HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(client.read_through("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(client.read_through("0\r\n\r\n"),
            "9\r\ndata: 0\n\n\r\n9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n");
  EXPECT_THAT(client.read_message(), EndsWith("GET /next|h||127.0.0.1"));
}

TEST_F(ServerTest, streams_to_http_1_0_until_the_end) {
  start();
  const std::string answer = exchange("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_THAT(answer, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(answer, EndsWith("\r\n\r\ndata: 0\n\ndata: 1\n\ndata: 2\n\n"));
}

TEST_F(ServerTest, ends_a_stream_whose_client_has_gone) {
  start();
  Socket client = connect();
  client.write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  client.read_exactly(1000);
  client.reset();
  while (!ended_) std::this_thread::yield();
}

TEST_F(ServerTest, answers_500_when_the_handler_throws) {
  start();
  Socket client = connect();
  client.write("GET /throw HTTP/1.1\r\nHost: h\r\n\r\nGET /on HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = client.read_message();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("on purpose")));
  EXPECT_THAT(client.read_message(), EndsWith("GET /on|h||127.0.0.1"));
}

TEST_F(ServerTest, ends_requests_that_do_not_come_in_time) {
  ServerOptions options;
  // Long enough that a busy machine writes within them what the test means to be in time.
  options.limits.header_time = milliseconds{600};
  options.limits.keep_alive = milliseconds{600};
  options.limits.body_time = milliseconds{900};
  start(options);
  EXPECT_EQ(connect().read_to_end(), "");
  Socket half_head = connect();
  half_head.write("GET / HT");
  EXPECT_THAT(half_head.read_to_end(), StartsWith("HTTP/1.1 408 "));
  Socket half_body = connect();
  half_body.write(post("/", "Content-Length: 9\r\n\r\nab"));
  EXPECT_THAT(half_body.read_to_end(), StartsWith("HTTP/1.1 408 "));
  Socket kept = connect();
  kept.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(kept.read_to_end(), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("127.0.0.1")));
}

TEST_F(ServerTest, ends_a_body_that_comes_below_the_lowest_rate) {
  ServerOptions options;
  options.limits.header_time = milliseconds{100};
  // More than one byte a call can reach.
  options.limits.body_bytes_per_second = 1'000'000'000;
  options.limits.body_limit = [](std::string_view, std::string_view) { return 1'000'000'000; };
  start(options);
  for (int round = 0; round < 5; ++round) {
    Socket client = connect();
    client.write(post("/", "Content-Length: 1000000000\r\n\r\n"));
    // Bytes leave as fast as the server reads them, so that their number is its time.
    int written = 0;
    while (!client.readable() && client.write("x")) ++written;
    EXPECT_LT(written, 500'000);
    EXPECT_THAT(client.read_message(), StartsWith("HTTP/1.1 408 "));
  }
}

TEST_F(ServerTest, refuses_connections_beyond_its_number) {
  ServerOptions options;
  options.limits.connections = 2;
  start(options);
  Socket first = connect();
  Socket second = connect();
  for (Socket* client : {&first, &second}) {
    client->write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(client->read_message(), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_THAT(connect().read_to_end(), StartsWith("HTTP/1.1 503 "));
  EXPECT_EQ(server_->open_connections(), 2U);
}

TEST_F(ServerTest, stops_after_running_answers_and_closes_idle_connections) {
  start();
  Socket idle = connect();
  idle.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  idle.read_message();
  Socket busy = connect();
  busy.write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  busy.read_exactly(1000);
  std::promise<void> stopped;
  spawn(context_.get_executor(), stop_into(std::chrono::seconds{20}, stopped));
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_NE(busy.read_exactly(100'000), "");
  ended_ = true;
  EXPECT_THAT(busy.read_to_end(), EndsWith("0\r\n\r\n"));
  busy.close();
  stopped.get_future().get();
  EXPECT_EQ(server_->open_connections(), 0U);
}

TEST_F(ServerTest, cuts_what_does_not_end_in_the_grace_of_a_stop) {
  start();
  Socket busy = connect();
  busy.write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  busy.read_exactly(1000);
  std::promise<void> stopped;
  spawn(context_.get_executor(), stop_into(milliseconds{20}, stopped));
  stopped.get_future().get();
  busy.read_to_end();
  while (!ended_) std::this_thread::yield();
}

TEST_F(ServerTest, says_why_it_cannot_start) {
  start();
  const auto error_id = [&](ServerOptions options) {
    const auto server = Server::start(context_.get_executor(), std::move(options), nullptr);
    return server ? std::string("started") : server.error().id;
  };
  ServerOptions taken;
  taken.port = port_;
  EXPECT_EQ(error_id(taken), "net.address_in_use");
  ServerOptions nowhere;
  nowhere.address = "nowhere";
  EXPECT_EQ(error_id(nowhere), "net.address_invalid");
  ServerOptions no_certificate;
  no_certificate.port = 0;
  no_certificate.tls_certificate_file = "/none.pem";
  EXPECT_EQ(error_id(no_certificate), "net.certificate");
  ServerOptions strange_proxy;
  strange_proxy.trusted_proxies = {"x"};
  EXPECT_EQ(error_id(strange_proxy), "net.address_invalid");
}

}  // namespace
}  // namespace dunlin::net
