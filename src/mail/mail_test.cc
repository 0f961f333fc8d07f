#include <gtest/gtest.h>

#include "mail/store.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"

namespace dunlin::mail {
namespace {

using namespace std::chrono_literals;

const Seals kOpen{
    .seal = [](std::int64_t, const Secret<>& text) { return "sealed" + text.reveal(); },
    .open = [](std::int64_t, std::string_view sealed) -> Result<Secret<>> {
      return Secret<>(std::string(sealed.substr(6)));
    }};

Letter letter_to(std::string to) {
  return Letter{.to = std::move(to), .subject = "Hello", .text = "one\ntwo\n"};
}

class MailStore : public testing::StorageTest {
 protected:
  Status put(std::int64_t id, const Letter& letter) {
    return write(
        [=, now = clock().now()](db::Tx& tx) { return queue(tx, kOpen, id, letter, now); });
  }
  std::optional<Waiting> take() {
    return *write([now = clock().now()](db::Tx& tx) { return take_due(tx, now, now + 2min); });
  }
};
DUNLIN_ON_BOTH_ENGINES(MailStore);

TEST_P(MailStore, a_letter_is_carried_by_one_at_a_time_and_again_when_put_off) {
  ASSERT_TRUE(put(1, letter_to("a@x.example")).ok());
  const auto first = take();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->attempts, 1);
  EXPECT_EQ(first->sealed, "sealedone\ntwo\n");
  EXPECT_FALSE(take());
  clock().advance(3min);
  EXPECT_EQ(take()->attempts, 2);
  ASSERT_TRUE(write([](db::Tx& tx) { return forget(tx, 1); }).ok());
  clock().advance(3min);
  EXPECT_FALSE(take());
}

TEST_P(MailStore, what_could_become_a_header_or_a_command_is_refused) {
  for (const auto* to :
       {"", "a@x\r\nRCPT TO:<b@y>", "a@x.example\nBcc: b", "<a@x>", "a@x,b@y", "-oX@x"}) {
    EXPECT_EQ(put(1, letter_to(to)).error().id, "mail.address_invalid") << to;
  }
  Letter letter = letter_to("a@x.example");
  letter.subject = "Hi\r\nBcc: b@y";
  EXPECT_EQ(put(1, letter).error().id, "mail.address_invalid");
}

TEST(Message, has_its_subject_in_words_and_its_text_in_base64) {
  Letter letter = letter_to("a@x.example");
  letter.subject = "گذرواژهٔ تازهٔ شما در دانلین برای فضای کاری";
  const std::string message =
      to_message(letter, "dunlin@shop.example", 7, from_us(1'795'132'800'000'000));
  EXPECT_NE(message.find("Date: Fri, 20 Nov 2026 00:00:00 +0000\r\n"), std::string::npos);
  EXPECT_NE(message.find("\r\nMessage-ID: <7@shop.example>\r\n"), std::string::npos);
  EXPECT_NE(message.find("\r\n\r\nb25lDQp0d28NCg==\r\n"), std::string::npos);
  EXPECT_NE(message.find("\r\nSubject: =?UTF-8?B?"), std::string::npos);
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = message.find("\r\n", at);
    EXPECT_LE(end - at, 78U);
    at = end + 2;
  }
}

TEST(Courier, waits_longer_after_each_attempt) {
  EXPECT_EQ(delay_after(1), 1min);
  EXPECT_EQ(delay_after(4), 8min);
  EXPECT_EQ(delay_after(30), 1h);
}

/// Says no as often as told, then yes.
class MoodyCarrier final : public Carrier {
 public:
  explicit MoodyCarrier(int refusals) : refusals_(refusals) {}
  Task<Status> carry(std::string to, std::string message) override {
    asked.push_back(to);
    if (refusals_-- > 0) {
      co_return Error(Code::unavailable, "mail.unreachable", "The mail server is away");
    }
    taken.push_back(message);
    co_return Status{};
  }
  std::vector<std::string> asked, taken;

 private:
  int refusals_;
};

class CourierRun : public ::testing::Test {
 protected:
  void put(std::int64_t id, const Letter& letter) {
    const auto work = [=, now = world_.clock().now()](db::Tx& tx) {
      return queue(tx, kOpen, id, letter, now);
    };
    ASSERT_TRUE(world_.run(database_.write(work)).ok());
  }
  std::size_t left() {
    const auto work = [](db::Tx& tx) { return tx.query("SELECT id FROM mail_queued"); };
    return world_.run(database_.read(work))->size();
  }
  void go(MoodyCarrier& carrier, Duration for_how_long) {
    Courier courier(world_.seams(), database_, kOpen, "dunlin@shop.example", &carrier);
    spawn(world_.seams().executor, courier.run());
    world_.advance(for_how_long);
    courier.stop();
    world_.run_ready();
  }

  testing::ManualSeams world_;
  db::Database database_{
      testing::open_inline_storage(testing::Schema::migrated, world_.clock()).main};
};

TEST_F(CourierRun, tries_again_until_the_letter_is_taken_and_then_forgets_it) {
  MoodyCarrier carrier(2);
  put(1, letter_to("a@x.example"));
  go(carrier, 10min);
  EXPECT_EQ(carrier.asked.size(), 3U);
  EXPECT_EQ(carrier.taken.size(), 1U);
  EXPECT_EQ(left(), 0U);
}

TEST_F(CourierRun, gives_a_letter_up_after_a_day) {
  MoodyCarrier carrier(1'000'000);
  put(1, letter_to("a@x.example"));
  go(carrier, 26h);
  EXPECT_GT(carrier.asked.size(), 20U);
  EXPECT_EQ(left(), 0U);
}

TEST_F(CourierRun, a_letter_to_nobody_is_never_carried) {
  MoodyCarrier carrier(0);
  Letter letter = letter_to("nobody@x.example");
  letter.fate = Letter::Fate::drop;
  put(1, letter);
  go(carrier, 1min);
  EXPECT_TRUE(carrier.asked.empty());
  EXPECT_EQ(left(), 0U);
}

}  // namespace
}  // namespace dunlin::mail
