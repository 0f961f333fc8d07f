#include "sim/instagram/sim_server.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/system_seams.h"
#include "net/client_curl.h"

// The fake on a real socket, asked by the production client; its webhooks go to a second server.
namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

struct Sockets {
  boost::asio::io_context io{1};
  SystemClock clock;
  SystemRandom random;
  Executor executor{io.get_executor()};
  std::unique_ptr<Timers> timers = make_system_timers(executor);
  std::unique_ptr<net::Client> client = net::make_curl_client(executor, {});
  std::unique_ptr<net::Server> app;
  std::unique_ptr<SimServer> sim;
  std::vector<std::string> hooks;
  std::vector<net::ClientResult> answers;
  std::string head;

  Sockets() {
    net::ServerOptions options;
    options.port = 0;
    const net::Handler take = [this](net::Request request) { return receive(std::move(request)); };
    app = std::move(*net::Server::start(executor, options, take));
    SimServerOptions fake;
    fake.port = 0;
    fake.deliver_to = "http://127.0.0.1:" + std::to_string(app->port()) + "/webhooks/instagram";
    sim = std::move(*SimServer::start({clock, random, *timers, executor}, *client, fake));
  }

  Task<net::Response> receive(net::Request request) {
    hooks.push_back(request.method + " " + request.path + " " + request.body);
    co_return net::Response::text(200,
                                  std::string(request.parameter("hub.challenge").value_or("")));
  }

  net::ClientRequest get(const std::string& path) const {
    net::ClientRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(sim->port()) + path;
    request.headers.set("Authorization", "Bearer " + std::string(kDemoToken));
    return request;
  }

  /// All requests one after the other, then an orderly end.
  Task<void> ask(std::vector<net::ClientRequest> requests) {
    for (auto& request : requests) {
      net::ClientResult answer = co_await client->send(std::move(request));
      answers.push_back(std::move(answer));
    }
    while (sim->instagram().webhooks_waiting() > 0) {
      co_await sleep(*timers, 5ms);
    }
    co_await sim->stop(1s);
    co_await app->stop(1s);
    io.stop();
  }

  void run(std::vector<net::ClientRequest> requests) {
    spawn(executor, ask(std::move(requests)));
    io.run();
  }
};

TEST(SimServer, serves_graph_and_control_and_delivers_webhooks) {
  Sockets world;
  auto write = world.get("/sim/api/people/leila/write");
  write.method = "POST";
  write.headers.set("Content-Type", "application/json");
  write.body = R"({"text":"how much is it?"})";
  auto verify = write;
  verify.url = world.get("/sim/api/verify").url;
  verify.body = R"({"verify_token":"t"})";
  world.run({write, verify, world.get("/v25.0/me?fields=username")});
  ASSERT_EQ(world.answers.size(), 3U);
  EXPECT_EQ(std::get<net::ClientResponse>(world.answers[0]).status, 201);
  EXPECT_EQ(std::get<net::ClientResponse>(world.answers[1]).status, 200);
  EXPECT_NE(std::get<net::ClientResponse>(world.answers[2]).body.find("demo.shop"),
            std::string::npos);
  ASSERT_EQ(world.hooks.size(), 2U);
  EXPECT_NE((world.hooks[0] + world.hooks[1]).find("how much is it?"), std::string::npos);
}

TEST(SimServer, drops_the_connection_when_an_answer_is_lost) {
  Sockets world;
  world.sim->instagram().faults()["lost_after"].next = 1;
  world.run({world.get("/me"), world.get("/me")});
  ASSERT_EQ(world.answers.size(), 2U);
  const auto& lost = std::get<net::TransportFailure>(world.answers[0]);
  EXPECT_EQ(lost.sent, net::TransportFailure::Sent::maybe);
  EXPECT_EQ(std::get<net::ClientResponse>(world.answers[1]).status, 200);
}

}  // namespace
}  // namespace dunlin::instagram
