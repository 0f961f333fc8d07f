#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "server/endpoints.h"
#include "server/routes.h"
#include "tests/storage/testing_database.h"
#include "tests/support/people.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "workspace/totp.h"
#include "workspace/workspace.h"

/// People who come in and go about as browsers do.
namespace dunlin::server::test {

inline constexpr std::string_view kPassword = "the cat is on the roof";

/// What a browser keeps.
struct Browser {
  std::string cookie, csrf, address = "192.0.2.1";
  bool unattended = false;
};

/// One installation with a workspace, behind the real route table.
class PeopleTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    passwords_ = testing::cheap_passwords();
    needs_.emplace(testing::identity_needs(database(), seams_->seams(), *passwords_));
    ASSERT_TRUE(
        write([](db::Tx& tx) { return testing::make_workspace(tx, testing::scope_of(1)); }).ok());
  }
  /// Letters go nowhere but here.
  void with_mail() {
    needs_->options.post = [this](db::Tx&, const mail::Letter& letter, Instant) -> Status {
      letters_.push_back(letter);
      return {};
    };
  }
  net::Response call(Browser& browser, std::string method, std::string path,
                     const json::Value& body = nullptr) {
    if (!routes_) {
      auto table = workspace::endpoints(*needs_);
      table.insert(table.end(), more_endpoints_.begin(), more_endpoints_.end());
      routes_.emplace(database(), seams_->seams(), std::move(table));
    }
    net::Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.peer.address = browser.address;
    request.headers.set("Host", "localhost:8080");
    if (!browser.cookie.empty()) request.headers.set("Cookie", browser.cookie);
    if (!browser.csrf.empty()) request.headers.set("X-CSRF-Token", browser.csrf);
    if (browser.unattended) request.headers.set("Dunlin-Unattended", "1");
    if (!body.is_null()) {
      request.headers.set("Content-Type", "application/json");
      request.body = json::print(body);
    }
    const auto response = wait(answer(std::move(request)));
    remember(browser, response);
    return response;
  }
  Task<net::Response> answer(net::Request request) { co_return co_await routes_->handle(request); }
  static void remember(Browser& browser, const net::Response& response) {
    const std::string set(response.headers.get("Set-Cookie"));
    if (set.empty()) return;
    browser.cookie = set.substr(0, set.find(';'));
    const auto body = json::parse(response.body);
    if (!body || !body->is_object() || !body->get_object().contains("me")) return;
    browser.csrf = std::string(body->at("me").at("csrf_token").as_string());
  }
  static std::string code_of(const net::Response& response) {
    return std::string(json::parse(response.body)->at("code").as_string());
  }
  Browser owner() {
    const auto link = wait(workspace::make_set_up_link(*needs_));
    EXPECT_TRUE(link.ok());
    Browser out;
    const auto made = call(out, "POST", "/api/v1/set-up",
                           json::Object{{"link", link->reveal()},
                                        {"name", "Leila"},
                                        {"email", "leila@shop.example"},
                                        {"password", kPassword}});
    EXPECT_EQ(made.status, 201) << made.body;
    return out;
  }
  net::Response sign_in(Browser& browser, std::string_view email, std::string_view password) {
    return call(browser, "POST", "/api/v1/sign-in",
                json::Object{{"email", email}, {"password", password}});
  }
  /// Of the app of the only one whose second factor is begun or on.
  std::string app_code() {
    const auto sealed = read([](db::Tx& tx) {
      return tx.query("SELECT totp_sealed FROM person WHERE totp_sealed IS NOT NULL");
    });
    const Secret<> secret(sealed->front().get<std::string>(0).substr(6));
    return workspace::totp_code(secret, to_us(clock().now()) / 30'000'000);
  }
  void turn_on_second_factor(Browser& browser) {
    const json::Object password{{"password", kPassword}};
    EXPECT_EQ(call(browser, "POST", "/api/v1/me/totp", password).status, 200);
    const json::Object code{{"code", app_code()}};
    EXPECT_EQ(call(browser, "POST", "/api/v1/me/totp/confirm", code).status, 200);
  }
  static std::string link_in(const mail::Letter& letter) {
    const std::size_t at = letter.text.find("#link=") + 6;
    return letter.text.substr(at, letter.text.find('\n', at) - at);
  }

  std::optional<testing::PlainSeams> seams_;
  std::unique_ptr<workspace::Passwords> passwords_;
  std::optional<workspace::IdentityNeeds> needs_;
  std::vector<workspace::Endpoint> more_endpoints_;  ///< before the first call
  std::optional<Routes> routes_;
  std::vector<mail::Letter> letters_;
};
}  // namespace dunlin::server::test
