#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "json/json.h"
#include "sim/instagram/demo.h"
#include "tests/support/manual_seams.h"

namespace dunlin::instagram {

/// The demo world on a virtual clock, and an App that notes each webhook and answers as it is told.
class TestWorld {
 public:
  explicit TestWorld(std::uint64_t seed = 1, Options options = {})
      : seams(seed), fake(world(), std::move(options)) {
    const Status seeded = seed_demo(fake.people());
    EXPECT_TRUE(seeded.ok());
    fake.deliver_with([this](net::Request request) { return receive(std::move(request)); }, "test");
  }

  /// Everything that still waits comes to its end, so that nothing is left behind.
  ~TestWorld() {
    app_answers = 200;
    fake.stop_watching();
    seams.advance(std::chrono::hours{2});
  }

  World world() {
    Seams& all = seams.seams();
    return {all.clock, all.random, all.timers, all.executor};
  }

  struct Answer {
    int status = 0;
    json::Value body{};
    net::Headers headers{};
    [[nodiscard]] int code() const { return number("code"); }
    [[nodiscard]] int subcode() const { return number("error_subcode"); }
    [[nodiscard]] std::string text(std::string_view name) const {
      return std::string(body.at(name).as_string());
    }

   private:
    [[nodiscard]] int number(std::string_view name) const {
      if (!body.is_object() || !body.as_object().contains("error")) return 0;
      const auto* value = body.at("error").as_object().if_contains(name);
      return value == nullptr ? 0 : static_cast<int>(value->as_int64());
    }
  };

  net::Request request(std::string method, std::string path, std::string body = "") {
    net::Request out;
    out.method = std::move(method);
    const auto question = path.find('?');
    if (question != std::string::npos) {
      out.query = *net::parse_query(path.substr(question + 1));
      path.resize(question);
    }
    out.path = std::move(path);
    if (!body.empty()) out.headers.set("Content-Type", "application/json");
    out.body = std::move(body);
    return out;
  }

  Answer call(net::Request wanted) {
    net::Response response = seams.run(fake.handle(std::move(wanted)));
    return read(std::move(response));
  }
  /// With the demo token.
  Answer graph(std::string method, std::string path, std::string body = "") {
    net::Request wanted = request(std::move(method), std::move(path), std::move(body));
    wanted.headers.set("Authorization", "Bearer " + std::string(kDemoToken));
    return call(std::move(wanted));
  }
  Answer control(std::string method, std::string path, std::string body = "") {
    net::Response response =
        seams.run(fake.control(request(std::move(method), std::move(path), std::move(body))));
    return read(std::move(response));
  }
  Answer send_message(const std::string& igsid, const std::string& message) {
    return graph("POST", "/v25.0/me/messages",
                 R"({"recipient":{"id":")" + igsid + R"("},"message":)" + message + "}");
  }
  Answer send_text(const std::string& igsid, const std::string& text) {
    return send_message(igsid, json::print(json::Object{{"text", text}}));
  }
  /// Delivered webhooks, each messaging or change element for itself.
  std::vector<json::Value> events() const {
    std::vector<json::Value> out;
    for (const auto& hook : hooks) {
      const auto body = json::parse(hook.body);
      for (const auto& entry : body->at("entry").as_array()) {
        for (const char* list : {"messaging", "changes"}) {
          const auto* items = entry.as_object().if_contains(list);
          if (items == nullptr) continue;
          out.insert(out.end(), items->as_array().begin(), items->as_array().end());
        }
      }
    }
    return out;
  }
  std::string writes(const std::string& person, const std::string& text) {
    const auto mid = fake.people().writes({.person = person}, {.text = text});
    EXPECT_TRUE(mid.ok());
    seams.run_ready();
    return *mid;
  }

  testing::ManualSeams seams;
  std::vector<net::Request> hooks;
  std::vector<Instant> hook_times;
  int app_answers = 200;  ///< 0: never
  Instagram fake;

  const std::string leila = "9100000000000000001";
  const std::string amir = "9100000000000000002";

 private:
  Answer read(const net::Response& response) {
    Answer out{.status = response.status, .headers = response.headers};
    auto parsed = json::parse(response.body);
    if (parsed) out.body = *std::move(parsed);
    return out;
  }
  Task<net::Response> receive(net::Request request) {
    hooks.push_back(std::move(request));
    hook_times.push_back(seams.seams().clock.now());
    if (app_answers == 0) co_await sleep(seams.seams().timers, std::chrono::hours{1});
    net::Response response;
    response.status = app_answers;
    co_return response;
  }
};

}  // namespace dunlin::instagram
