#include "tests/server/people.h"

namespace dunlin::server {
namespace {

using namespace std::chrono_literals;
using test::Browser;
using test::kPassword;

class People : public test::PeopleTest {};
DUNLIN_ON_BOTH_ENGINES(People);

TEST_P(People, a_session_ends_when_it_is_idle_for_twelve_hours) {
  Browser browser = owner();
  for (int i = 0; i < 3; ++i) {
    clock().advance(11h);
    EXPECT_EQ(call(browser, "GET", "/api/v1/me").status, 200);
  }
  clock().advance(12h + 1s);
  EXPECT_EQ(code_of(call(browser, "GET", "/api/v1/me")), "auth.session_ended");
}

TEST_P(People, a_session_ends_after_thirty_days_whatever_is_done) {
  Browser browser = owner();
  for (int hours = 0; hours < 719; hours += 6) {
    EXPECT_EQ(call(browser, "GET", "/api/v1/me").status, 200) << hours;
    clock().advance(6h);
  }
  EXPECT_EQ(call(browser, "GET", "/api/v1/me").status, 401);
}

TEST_P(People, a_set_up_link_works_once_for_a_day_and_a_newer_one_takes_its_place) {
  const auto first = wait(workspace::make_set_up_link(*needs_));
  const auto second = wait(workspace::make_set_up_link(*needs_));
  const auto come = [this](const Secret<>& link) {
    Browser browser;
    return call(browser, "POST", "/api/v1/set-up",
                json::Object{{"link", link.reveal()},
                             {"name", "Leila"},
                             {"email", "leila@shop.example"},
                             {"password", kPassword}});
  };
  EXPECT_EQ(code_of(come(*first)), "auth.link_ended");
  clock().advance(24h + 1s);
  EXPECT_EQ(code_of(come(*second)), "auth.link_ended");
  const auto third = wait(workspace::make_set_up_link(*needs_));
  EXPECT_EQ(come(*third).status, 201);
  EXPECT_EQ(code_of(come(*third)), "auth.link_ended");
  EXPECT_EQ(wait(workspace::make_set_up_link(*needs_)).error().id, "auth.set_up_already");
}

TEST_P(People, guessing_waits_longer_and_longer_and_the_right_password_ends_it) {
  owner();
  Browser thief;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(thief, "leila@shop.example", "wrong").status, 401);
  for (const auto delay : {1s, 2s, 4s, 8s}) {
    EXPECT_EQ(sign_in(thief, "leila@shop.example", kPassword).status, 429);
    clock().advance(delay);
    EXPECT_EQ(sign_in(thief, "leila@shop.example", "wrong").status, 401);
  }
  clock().advance(16s);
  EXPECT_EQ(sign_in(thief, "leila@shop.example", kPassword).status, 200);
  EXPECT_EQ(sign_in(thief, "leila@shop.example", "wrong").status, 401);
  EXPECT_EQ(sign_in(thief, "leila@shop.example", kPassword).status, 200);
}

TEST_P(People, an_address_guesses_at_twenty_people_and_then_waits) {
  owner();
  Browser thief;
  for (int i = 0; i < 20; ++i) {
    const std::string email = "p" + std::to_string(i) + "@shop.example";
    EXPECT_EQ(sign_in(thief, email, "wrong").status, 401);
  }
  EXPECT_EQ(sign_in(thief, "leila@shop.example", kPassword).status, 429);
  Browser elsewhere{.cookie = "", .csrf = "", .address = "192.0.2.2", .unattended = false};
  EXPECT_EQ(sign_in(elsewhere, "leila@shop.example", kPassword).status, 200);
}

TEST_P(People, an_address_of_ipv6_is_its_whole_network) {
  owner();
  for (int i = 0; i < 20; ++i) {
    Browser thief{.cookie = "", .csrf = "", .address = "2001:db8:1:2::" + std::to_string(i + 1)};
    sign_in(thief, "p" + std::to_string(i) + "@shop.example", "wrong");
  }
  Browser next{.cookie = "", .csrf = "", .address = "2001:db8:1:2:ffff::1"};
  EXPECT_EQ(sign_in(next, "leila@shop.example", kPassword).status, 429);
  Browser other{.cookie = "", .csrf = "", .address = "2001:db8:1:3::1"};
  EXPECT_EQ(sign_in(other, "leila@shop.example", kPassword).status, 200);
}

TEST_P(People, a_code_of_the_app_counts_once) {
  Browser browser = owner();
  turn_on_second_factor(browser);
  const auto half = [&] {
    Browser fresh;
    const auto body = json::parse(sign_in(fresh, "leila@shop.example", kPassword).body);
    return std::string(body->at("ticket").as_string());
  };
  const auto finish = [&](const std::string& ticket) {
    Browser fresh;
    return call(fresh, "POST", "/api/v1/sign-in/second-factor",
                json::Object{{"ticket", ticket}, {"code", app_code()}});
  };
  EXPECT_EQ(finish(half()).status, 401) << "the code that turned it on was taken";
  clock().advance(30s);
  EXPECT_EQ(finish(half()).status, 200);
  EXPECT_EQ(finish(half()).status, 401);
  clock().advance(30s);
  const std::string ticket = half();
  clock().advance(5min + 1s);
  EXPECT_EQ(finish(ticket).status, 404);
}

TEST_P(People, a_forgotten_password_is_chosen_anew_by_letter) {
  with_mail();
  Browser browser = owner();
  Browser nobody;
  for (const auto* email : {"leila@shop.example", "unknown@shop.example"}) {
    const auto told =
        call(nobody, "POST", "/api/v1/password-reset", json::Object{{"email", email}});
    EXPECT_EQ(told.status, 204);
    EXPECT_EQ(told.body, "");
  }
  ASSERT_EQ(letters_.size(), 2U);
  EXPECT_EQ(letters_[0].fate, mail::Letter::Fate::send);
  EXPECT_EQ(letters_[1].fate, mail::Letter::Fate::drop);
  EXPECT_NE(letters_[0].text.find("http://localhost:8080/reset#link="), std::string::npos);
  const auto finish = [&](const mail::Letter& letter) {
    return call(nobody, "POST", "/api/v1/password-reset/finish",
                json::Object{{"link", link_in(letter)}, {"password", "remembered at last"}});
  };
  EXPECT_EQ(code_of(finish(letters_[1])), "auth.link_ended");
  EXPECT_EQ(finish(letters_[0]).status, 204);
  EXPECT_EQ(code_of(finish(letters_[0])), "auth.link_ended");
  EXPECT_EQ(call(browser, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(sign_in(nobody, "leila@shop.example", "remembered at last").status, 200);
}

TEST_P(People, a_reset_link_lives_for_twenty_minutes) {
  with_mail();
  owner();
  Browser nobody;
  call(nobody, "POST", "/api/v1/password-reset", json::Object{{"email", "leila@shop.example"}});
  clock().advance(20min + 1s);
  const auto late =
      call(nobody, "POST", "/api/v1/password-reset/finish",
           json::Object{{"link", link_in(letters_.at(0))}, {"password", "remembered at last"}});
  EXPECT_EQ(code_of(late), "auth.link_ended");
}

TEST_P(People, sign_up_with_a_letter_makes_a_workspace_of_ones_own) {
  with_mail();
  needs_->options.sign_up = workspace::SignUp::open;
  owner();
  Browser eve;
  EXPECT_EQ(
      call(eve, "POST", "/api/v1/sign-up/letter", json::Object{{"email", "eve@x.example"}}).status,
      204);
  const auto made = call(eve, "POST", "/api/v1/sign-up",
                         json::Object{{"link", link_in(letters_.at(0))},
                                      {"name", "Eve"},
                                      {"password", kPassword},
                                      {"workspace", "Eve's"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto me = json::parse(made.body)->at("me");
  EXPECT_EQ(me.at("person").at("email").as_string(), "eve@x.example");
  EXPECT_EQ(me.at("workspace").at("name").as_string(), "Eve's");
  EXPECT_EQ(me.at("workspace").at("role").as_string(), "owner");
  EXPECT_EQ(call(eve, "GET", "/api/v1/installation").status, 403);
  call(eve, "POST", "/api/v1/sign-up/letter", json::Object{{"email", "leila@shop.example"}});
  EXPECT_EQ(letters_.at(1).text.find("#link="), std::string::npos) << "who is known gets no link";
  const auto log = read([](db::Tx& tx) {
    return tx.query("SELECT action FROM audit_entry WHERE action = 'person.sign_up'");
  });
  EXPECT_EQ(log->size(), 1U);
}

TEST_P(People, a_key_is_made_only_by_who_gave_the_password_lately) {
  Browser browser = owner();
  const json::Object key{{"name", "x"}, {"access", "read"}};
  EXPECT_EQ(call(browser, "POST", "/api/v1/api-keys", key).status, 201);
  clock().advance(15min + 1s);
  EXPECT_EQ(code_of(call(browser, "POST", "/api/v1/api-keys", key)), "auth.prove_first");
  const json::Object proof{{"password", kPassword}};
  EXPECT_EQ(call(browser, "POST", "/api/v1/me/proof", proof).status, 204);
  EXPECT_EQ(call(browser, "POST", "/api/v1/api-keys", key).status, 201);
}

TEST_P(People, what_has_ended_is_forgotten) {
  Browser browser = owner();
  Browser thief;
  sign_in(thief, "nobody@shop.example", "wrong");
  clock().advance(std::chrono::days{31});
  const auto pruned = write([now = clock().now()](db::Tx& tx) {
    return workspace::prune_identity(tx, testing::node_scope(), now, 100);
  });
  EXPECT_GE(*pruned, 3);
  const auto left = read([](db::Tx& tx) { return tx.query("SELECT id FROM session"); });
  EXPECT_TRUE(left->empty());
}

}  // namespace
}  // namespace dunlin::server
