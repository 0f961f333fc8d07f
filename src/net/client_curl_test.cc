#include "net/client_curl.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sockets/testing_socket.h"

namespace dunlin::net {
namespace {

namespace asio = boost::asio;
using dunlin::testing::Listener;
using dunlin::testing::refused_port;
using dunlin::testing::ScriptedServer;
using dunlin::testing::Socket;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = ClientRequest::Kind;
using Sent = TransportFailure::Sent;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string url(std::uint16_t port, std::string_view path = "/") {
  return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
}

ClientRequest effect(std::uint16_t port, std::string body) {
  ClientRequest request;
  request.kind = Kind::effect;
  request.method = "POST";
  request.url = url(port, "/messages");
  request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

class CurlClientTest : public ::testing::Test {
 protected:
  Task<void> send_into(ClientRequest request, ClientResult& out) {
    auto result = co_await client_->send(std::move(request));
    out = std::move(result);
  }

  ClientResult send(ClientRequest request) {
    ClientResult out = TransportFailure{.id = "none", .message = {}};
    spawn(context_.get_executor(), send_into(std::move(request), out));
    context_.restart();
    while (const auto* failure = std::get_if<TransportFailure>(&out)) {
      if (failure->id != "none" || context_.run_one() == 0) break;
    }
    return out;
  }
  TransportFailure failing(ClientRequest request) {
    ClientResult result = send(std::move(request));
    if (const auto* failure = std::get_if<TransportFailure>(&result)) return *failure;
    return {.id = "answered", .message = {}};
  }
  ClientResponse answered(ClientRequest request) {
    ClientResult result = send(std::move(request));
    if (auto* response = std::get_if<ClientResponse>(&result)) return std::move(*response);
    ADD_FAILURE() << std::get<TransportFailure>(result).message;
    return {};
  }

  asio::io_context context_;
  std::unique_ptr<Client> client_ = make_curl_client(context_.get_executor(), {});
};

TEST_F(CurlClientTest, carries_method_headers_and_body_both_ways) {
  std::string seen;
  ClientResponse response;
  {
    const ScriptedServer server([&seen](Listener& listener) {
      Socket peer = listener.accept();
      seen = peer.read_message();
      peer.write(
          "HTTP/1.1 100 Continue\r\nX: interim\r\n\r\nHTTP/1.1 418 Teapot\r\nX-Usage: {\"a\": 1} "
          "\r\n"
          "x-usage: two\r\nContent-Length: 5\r\n\r\nhello");
    });
    response = answered(effect(server.port(), "{\"text\":\"hi\"}"));
  }
  EXPECT_THAT(seen, HasSubstr("POST /messages HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(seen, HasSubstr("Content-Length: 13\r\n\r\n{\"text\":\"hi\"}"));
  EXPECT_THAT(seen, Not(HasSubstr("Expect")));
  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.headers.get("X-Usage"), "{\"a\": 1}");
  EXPECT_EQ(response.headers.count("x-usage"), 2U);
  EXPECT_EQ(response.headers.count("X"), 0U);
  EXPECT_EQ(response.body, "hello");
}

TEST_F(CurlClientTest, sends_the_methods_without_a_body) {
  std::string seen;
  {
    const ScriptedServer server([&seen](Listener& listener) {
      Socket peer = listener.accept();
      for (int i = 0; i < 4; ++i) {
        seen += peer.read_message();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      }
    });
    for (const char* method : {"GET", "DELETE", "HEAD", "POST"}) {
      ClientRequest request;
      request.method = method;
      request.url = url(server.port(), "/x?a=%20");
      EXPECT_EQ(answered(std::move(request)).status, 200) << method;
    }
  }
  EXPECT_THAT(seen, HasSubstr("GET /x?a=%20 HTTP/1.1"));
  EXPECT_THAT(seen, HasSubstr("DELETE /x?a=%20 HTTP/1.1"));
  EXPECT_THAT(seen, HasSubstr("HEAD /x?a=%20 HTTP/1.1"));
  EXPECT_THAT(seen, HasSubstr("POST /x?a=%20 HTTP/1.1"));
  EXPECT_THAT(seen, HasSubstr("Content-Length: 0"));
}

/// Answers one request, then acts on the next of the same connection and dies without an answer;
/// counts effects.
void die_after_the_effect(Listener& listener, std::atomic<int>& effects) {
  Socket first = listener.accept();
  first.read_message();
  first.write(kOk);
  if (!first.read_message().empty()) ++effects;
  first.close();
  Socket second = listener.accept();
  if (!second.read_message().empty()) ++effects;
  second.write(kOk);
}

TEST_F(CurlClientTest, never_repeats_an_effect_when_a_reused_connection_dies) {
  for (const std::string body : {"{\"text\":\"once\"}", ""}) {
    std::atomic<int> effects = 0;
    TransportFailure failure;
    {
      const ScriptedServer server(
          [&effects](Listener& listener) { die_after_the_effect(listener, effects); });
      answered(effect(server.port(), "warm-up"));
      failure = failing(effect(server.port(), body));
      // Lets the server's second accept end.
      Socket::connect(server.port()).close();
    }
    EXPECT_EQ(effects, 1) << '"' << body << '"';
    EXPECT_EQ(failure.sent, Sent::maybe);
    EXPECT_EQ(failure.id, "net.reset");
  }
}

TEST_F(CurlClientTest, repeats_a_read_when_a_reused_connection_dies) {
  std::atomic<int> effects = 0;
  const ScriptedServer server(
      [&effects](Listener& listener) { die_after_the_effect(listener, effects); });
  ClientRequest request = effect(server.port(), "search");
  request.kind = Kind::read;
  answered(request);
  EXPECT_EQ(answered(request).body, "ok");
  EXPECT_EQ(effects, 2);
}

TEST_F(CurlClientTest, does_not_call_an_effect_unsent_when_only_the_repetition_was_refused) {
  Listener listener;
  std::thread peer_thread([&listener] {
    Socket peer = listener.accept();
    peer.read_message();
    peer.write(kOk);
    peer.read_message();
    listener.close();
    peer.close();
  });
  answered(effect(listener.port(), "warm-up"));
  const TransportFailure failure = failing(effect(listener.port(), ""));
  peer_thread.join();
  EXPECT_EQ(failure.sent, Sent::maybe);
}

TEST_F(CurlClientTest, knows_what_surely_never_left) {
  ClientRequest refused = effect(refused_port(), "x");
  EXPECT_EQ(failing(refused).id, "net.refused");
  EXPECT_EQ(failing(refused).sent, Sent::surely_not);

  ClientRequest nowhere = refused;
  nowhere.url = "http://no-such-host.invalid/";
  const TransportFailure unresolved = failing(nowhere);
  EXPECT_EQ(unresolved.id, "net.dns");
  EXPECT_EQ(unresolved.sent, Sent::surely_not);
  EXPECT_EQ(unresolved.message, "The name of no-such-host.invalid could not be resolved.");
}

TEST_F(CurlClientTest, does_not_know_whether_a_silent_peer_acted) {
  Listener silent;
  ClientRequest request = effect(silent.port(), "x");
  request.url += "?access_token=secret";
  request.deadline = std::chrono::milliseconds{200};
  const TransportFailure failure = failing(request);
  EXPECT_EQ(failure.id, "net.timeout");
  EXPECT_EQ(failure.sent, Sent::maybe);
  EXPECT_THAT(failure.message, Not(HasSubstr("secret")));
}

TEST_F(CurlClientTest, does_not_know_whether_a_peer_that_resets_acted) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_message();
    peer.reset();
  });
  const TransportFailure failure = failing(effect(server.port(), "x"));
  EXPECT_EQ(failure.id, "net.reset");
  EXPECT_EQ(failure.sent, Sent::maybe);
}

TEST_F(CurlClientTest, a_handshake_that_never_ends_is_surely_unsent) {
  Listener silent;
  ClientRequest request = effect(silent.port(), "x");
  request.url = "https://127.0.0.1:" + std::to_string(silent.port());
  request.deadline = std::chrono::milliseconds{200};
  const TransportFailure failure = failing(request);
  EXPECT_EQ(failure.id, "net.timeout");
  EXPECT_EQ(failure.sent, Sent::surely_not);
}

TEST_F(CurlClientTest, something_that_is_no_tls_is_surely_unsent) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_some();
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  ClientRequest request = effect(server.port(), "x");
  request.url = "https://127.0.0.1:" + std::to_string(server.port());
  const TransportFailure failure = failing(request);
  EXPECT_EQ(failure.id, "net.tls");
  EXPECT_EQ(failure.sent, Sent::surely_not);
}

TEST_F(CurlClientTest, caps_the_answer_whether_announced_or_not) {
  const std::string big(3000, 'x');
  for (const std::string& answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + big,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\n" + big + "\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: " + std::string(90'000, 'h') + "\r\nY: " + std::string(90'000, 'h') +
            "\r\n\r\n"}) {
    const ScriptedServer server([&answer](Listener& listener) {
      Socket peer = listener.accept();
      peer.read_message();
      peer.write(answer);
    });
    ClientRequest request = effect(server.port(), "x");
    request.max_answer_bytes = 2999;
    const TransportFailure failure = failing(request);
    EXPECT_EQ(failure.id, "net.too_large") << answer.substr(0, 60);
    EXPECT_EQ(failure.sent, Sent::maybe);
  }
}

TEST_F(CurlClientTest, follows_no_redirect) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_message();
    peer.write("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  });
  ClientRequest request;
  request.url = url(server.port());
  const ClientResponse response = answered(request);
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.headers.get("location"), "http://127.0.0.1:1/");
}

TEST_F(CurlClientTest, refuses_malformed_requests_before_anything_leaves) {
  const auto with = [](auto change) {
    ClientRequest request;
    request.url = "http://127.0.0.1:1/";
    change(request);
    return request;
  };
  const ClientRequest wrong[] = {
      with([](auto& r) { r.url = ""; }),
      with([](auto& r) { r.url = "file:///etc/passwd"; }),
      with([](auto& r) { r.url = "127.0.0.1:1/"; }),
      with([](auto& r) { r.url = "http:///x"; }),
      with([](auto& r) { r.url = "http://user:pw@127.0.0.1:1/"; }),
      with([](auto& r) { r.url = "http://127.0.0.1:1/ HTTP/1.1\r\nX: y"; }),
      with([](auto& r) { r.method = "GET / HTTP/1.1"; }),
      with([](auto& r) { r.method = ""; }),
      with([](auto& r) { r.headers.add("X", "a\r\nY: b"); }),
      with([](auto& r) { r.headers.add("X: y\r\nZ", "a"); }),
      with([](auto& r) { r.proxy = Proxy{.host = "p/x", .port = 1, .user = {}, .password = {}}; }),
      with([](auto& r) { r.proxy = Proxy{.host = "p", .port = 0, .user = {}, .password = {}}; }),
  };
  for (const ClientRequest& request : wrong) {
    const TransportFailure failure = failing(request);
    EXPECT_EQ(failure.id, "net.invalid_request") << request.url;
    EXPECT_EQ(failure.sent, Sent::surely_not);
  }
}

TEST_F(CurlClientTest, asked_for_public_addresses_connects_to_no_other) {
  Listener canary;
  for (const std::string host :
       {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]"}) {
    ClientRequest request;
    request.url = "http://" + host + ":" + std::to_string(canary.port()) + "/";
    request.egress = ClientRequest::Egress::public_only;
    const TransportFailure failure = failing(request);
    EXPECT_EQ(failure.id, "net.address_forbidden") << host;
    EXPECT_EQ(failure.sent, Sent::surely_not) << host;
  }
}

TEST_F(CurlClientTest, asked_for_public_addresses_takes_no_open_connection_to_another) {
  const ScriptedServer server([](Listener& listener) {
    Socket peer = listener.accept();
    peer.read_message();
    peer.write(kOk);
    EXPECT_EQ(peer.read_message(), "");
  });
  ClientRequest request;
  request.url = url(server.port());
  answered(request);
  request.egress = ClientRequest::Egress::public_only;
  EXPECT_EQ(failing(request).id, "net.address_forbidden");
  client_.reset();
}

TEST_F(CurlClientTest, runs_many_calls_at_once) {
  constexpr int calls = 50;
  const ScriptedServer server([](Listener& listener) {
    std::vector<Socket> peers;
    for (int i = 0; i < calls; ++i) peers.push_back(listener.accept());
    for (Socket& peer : peers) peer.read_message();
    for (Socket& peer : peers) peer.write(kOk);
  });
  std::vector<ClientResult> results(calls, TransportFailure{.id = "none", .message = {}});
  for (ClientResult& result : results) {
    spawn(context_.get_executor(), send_into(effect(server.port(), "x"), result));
  }
  const auto all_done = [&] {
    return std::all_of(results.begin(), results.end(), [](const auto& result) {
      return std::holds_alternative<ClientResponse>(result);
    });
  };
  while (!all_done() && context_.run_one() > 0) {
  }
  EXPECT_TRUE(all_done());
}

TEST_F(CurlClientTest, a_cancelled_call_ends_and_leaves_nothing_behind) {
  Listener silent;
  ClientResult out = TransportFailure{.id = "none", .message = {}};
  asio::cancellation_signal signal;
  bool ended = false;
  asio::co_spawn(context_, send_into(effect(silent.port(), "x"), out),
                 asio::bind_cancellation_slot(signal.slot(),
                                              [&](const std::exception_ptr&) { ended = true; }));
  while (!silent.readable()) context_.run_one();
  Socket peer = silent.accept();
  while (!peer.readable()) context_.run_one();
  peer.read_message();
  signal.emit(asio::cancellation_type::terminal);
  while (!ended && context_.run_one() > 0) {
  }
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(CurlClientTest, may_die_with_calls_in_flight) {
  Listener silent;
  ClientResult out = TransportFailure{.id = "none", .message = {}};
  for (int i = 0; i < 3; ++i) {
    spawn(context_.get_executor(), send_into(effect(silent.port(), "x"), out));
  }
  context_.run_one();
  context_.poll();
  client_.reset();
  context_.restart();
  context_.poll();
  EXPECT_EQ(std::get<TransportFailure>(out).id, "none");
}

}  // namespace
}  // namespace dunlin::net
