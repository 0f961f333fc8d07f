#include "pipeline/profile_reader.h"

#include <deque>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contacts/contacts.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "workspace/workspace.h"

namespace dunlin::pipeline {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr WorkspaceId kWorkspace{1};
constexpr AccountId kAccount{2};

/// Answers every profile with what the test says, counts the calls, and dies with its caller.
class ProfileServer final : public net::Client {
 public:
  explicit ProfileServer(Timers*& timers) : timers_(timers) {}
  Task<net::ClientResult> send(net::ClientRequest request) override {
    asked.push_back(request.url.substr(0, request.url.find('?')));
    Timers& timers = *timers_;
    co_await sleep(timers, std::chrono::milliseconds{50});
    if (answers.empty()) co_return net::ClientResult(named(request.url));
    net::ClientResult answer = answers.front();
    answers.pop_front();
    co_return answer;
  }
  static net::ClientResponse named(const std::string& url) {
    const std::string id = url.substr(url.find("/9") + 1, 3);
    return {200, {}, fmt::format(R"({{"id":"{0}","username":"user{0}","follower_count":7}})", id)};
  }
  static net::ClientResponse failing(int code) {
    return {400, {}, fmt::format(R"({{"error":{{"message":"no","code":{}}}}})", code)};
  }

  std::vector<std::string> asked;
  std::deque<net::ClientResult> answers;

 private:
  Timers*& timers_;
};

class ProfileReaderTest : public ::testing::Test {
 protected:
  template <db::TxFn F>
  auto write(F fn) {
    return seams_.run(db::Database(storage_.main).write(std::move(fn)));
  }
  ProfileReaderTest()
      : storage_(testing::open_inline_storage(testing::Schema::migrated, seams_.clock())),
        vault_(*accounts::Vault::create(Secret<>(std::string(32, 'k')), seams_.seams().random)) {
    const auto filled = write([this](db::Tx& tx) { return populate(tx); });
    check(filled.ok(), filled.ok() ? "" : filled.error().text());
  }
  ~ProfileReaderTest() override {
    crash();
    storage_.main->close();
    storage_.journal->close();
  }

  Status populate(db::Tx& tx) {
    DUNLIN_CHECK(workspace::create_workspace(tx, workspace::ScopeMaker::for_node(), kWorkspace,
                                             "Shop", now()));
    accounts::NewAccount account;
    account.id = kAccount;
    account.ig_id = "1784";
    account.username = "shop";
    account.token = Secret<>("token");
    DUNLIN_CHECK(accounts::connect(tx, scope_, *vault_, account, now()));
    return {};
  }
  /// Person `number` (100…999) writes: igsid and contact id are the number.
  void writes(int number) {
    const auto fn = [this, number](db::Tx& tx) -> Status {
      const ContactId id{number};
      DUNLIN_TRY(const auto who,
                 contacts::touch(tx, scope_, kAccount, std::to_string(number), id, now(), false));
      if (!contacts::wants_profile(who.contact, now())) return {};
      return contacts::wish_profile(tx, scope_, id, now());
    };
    ASSERT_TRUE(write(fn).ok());
  }
  contacts::Contact contact(int number) {
    return *write(
        [this, number](db::Tx& tx) { return contacts::find(tx, scope_, ContactId{number}); });
  }

  void start() {
    auto& scheduler = seams_.scheduler();
    domain_ = scheduler.new_domain();
    timers_ = scheduler.timers(domain_);
    current_timers_ = timers_.get();
    const Seams& outer = seams_.seams();
    process_ = std::make_unique<Seams>(Seams{.clock = outer.clock,
                                             .random = outer.random,
                                             .timers = *timers_,
                                             .ids = outer.ids,
                                             .executor = scheduler.executor(domain_)});
    reader_ = std::make_unique<ProfileReader>(*process_, db::Database(storage_.main), graph_,
                                              *vault_, options_);
    spawn(process_->executor, reader_->run());
  }
  void crash() {
    if (!reader_) return;
    seams_.scheduler().drop(domain_);
    reader_.reset();
    process_.reset();
    timers_.reset();
  }
  Instant now() { return seams_.clock().now(); }
  void advance(Duration duration) { seams_.advance(duration); }

  testing::ManualSeams seams_;
  testing::OpenedStorage storage_;
  std::unique_ptr<accounts::Vault> vault_;
  Scope scope_ = workspace::ScopeMaker::for_workspace(kWorkspace, {.id = "test"});
  Timers* current_timers_ = nullptr;
  ProfileServer server_{current_timers_};
  graph::Graph graph_{server_, {}};
  ProfileOptions options_;
  clockwork::Domain domain_{};
  std::unique_ptr<Timers> timers_;
  std::unique_ptr<Seams> process_;
  std::unique_ptr<ProfileReader> reader_;
};

TEST_F(ProfileReaderTest, who_wrote_is_known_by_name_soon_and_again_when_the_profile_is_old) {
  start();
  writes(901);
  advance(seconds{3});
  EXPECT_EQ(contact(901).profile.username, "user901");
  EXPECT_EQ(contact(901).profile.follower_count, 7);
  writes(901);
  advance(seconds{5});
  EXPECT_EQ(server_.asked.size(), 1U);
  advance(contacts::kProfileAge);
  EXPECT_EQ(server_.asked.size(), 1U) << "nobody is read who does not write";
  writes(901);
  advance(seconds{3});
  EXPECT_EQ(server_.asked.size(), 2U);
}

TEST_F(ProfileReaderTest, a_crash_in_the_middle_of_a_read_loses_no_wish) {
  start();
  writes(901);
  const auto half_way = [this] { return !server_.asked.empty(); };
  while (!half_way()) advance(std::chrono::milliseconds{10});
  crash();
  EXPECT_EQ(contact(901).profile.username, "");
  start();
  advance(options_.busy_for + seconds{3});
  EXPECT_EQ(contact(901).profile.username, "user901");
  EXPECT_EQ(server_.asked.size(), 2U);
}

TEST_F(ProfileReaderTest, silence_is_tried_again_later_and_spares_the_account) {
  server_.answers.emplace_back(net::TransportFailure{.id = "net.timeout", .message = ""});
  options_.in_flight = 1;
  for (int i = 901; i < 911; ++i) writes(i);
  start();
  advance(seconds{10});
  EXPECT_EQ(server_.asked.size(), 1U) << "the account rests";
  advance(minutes{3});
  for (int i = 901; i < 911; ++i) EXPECT_NE(contact(i).profile.username, "") << i;
  EXPECT_EQ(server_.asked.size(), 11U);
}

TEST_F(ProfileReaderTest, a_refusal_for_want_of_consent_is_not_asked_again) {
  server_.answers.emplace_back(ProfileServer::failing(230));
  start();
  writes(901);
  advance(hours{24});
  EXPECT_EQ(server_.asked.size(), 1U);
  EXPECT_EQ(contact(901).profile.username, "");
  EXPECT_TRUE(contact(901).profile_read_at);
}

TEST_F(ProfileReaderTest, a_limit_parks_the_account_and_reads_wait_for_its_end) {
  net::ClientResponse limited = ProfileServer::failing(80002);
  limited.headers.add("X-Business-Use-Case-Usage",
                      R"({"1":[{"call_count":100,"estimated_time_to_regain_access":7}]})");
  server_.answers.emplace_back(limited);
  start();
  writes(901);
  advance(seconds{5});
  writes(902);
  advance(minutes{6});
  EXPECT_EQ(server_.asked.size(), 1U);
  const auto account = write([this](db::Tx& tx) { return accounts::find(tx, scope_, kAccount); });
  EXPECT_TRUE(account->paused_until);
  advance(minutes{2});
  EXPECT_EQ(contact(901).profile.username, "user901");
  EXPECT_EQ(contact(902).profile.username, "user902");
}

TEST_F(ProfileReaderTest, a_dead_token_waits_until_the_account_is_connected_again) {
  server_.answers.emplace_back(ProfileServer::failing(190));
  start();
  writes(901);
  advance(hours{2});
  EXPECT_EQ(server_.asked.size(), 1U);
  const auto state = write([this](db::Tx& tx) { return accounts::find(tx, scope_, kAccount); });
  EXPECT_EQ(state->state, accounts::State::needs_reconnect);
  ASSERT_TRUE(write([this](db::Tx& tx) {
                return accounts::set_state(tx, scope_, kAccount, accounts::State::active, "", {});
              }).ok());
  advance(minutes{11});
  EXPECT_EQ(contact(901).profile.username, "user901");
}

TEST_F(ProfileReaderTest, reads_take_half_of_the_calls_of_an_hour) {
  options_.budgets.account_calls_per_hour = 20;
  for (int i = 901; i < 931; ++i) writes(i);
  start();
  advance(minutes{30});
  EXPECT_EQ(server_.asked.size(), 10U);
  advance(minutes{35});
  EXPECT_EQ(server_.asked.size(), 20U);
}

TEST_F(ProfileReaderTest, reads_take_half_of_the_calls_of_a_day) {
  options_.budgets.app_calls_per_day = 20;
  for (int i = 901; i < 931; ++i) writes(i);
  start();
  advance(hours{20});
  EXPECT_EQ(server_.asked.size(), 10U);
}

TEST_F(ProfileReaderTest, nothing_leaves_while_sending_is_off) {
  ASSERT_TRUE(write([](db::Tx& tx) {
                return workspace::set_sending_paused(tx, workspace::ScopeMaker::for_node(), true);
              }).ok());
  writes(901);
  start();
  advance(minutes{30});
  EXPECT_TRUE(server_.asked.empty());
  ASSERT_TRUE(write([](db::Tx& tx) {
                return workspace::set_sending_paused(tx, workspace::ScopeMaker::for_node(), false);
              }).ok());
  advance(minutes{11});
  EXPECT_EQ(server_.asked.size(), 1U);
}

TEST_F(ProfileReaderTest, it_ends_after_stop) {
  start();
  reader_->stop();
  advance(seconds{5});
  writes(901);
  advance(minutes{5});
  EXPECT_TRUE(server_.asked.empty());
  EXPECT_TRUE(reader_->idle());
}

}  // namespace
}  // namespace dunlin::pipeline
