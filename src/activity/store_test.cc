#include <gtest/gtest.h>

#include "activity/activity.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"

namespace dunlin::activity {
namespace {

constexpr Instant at(int second) {
  return from_ms(1'790'000'000'000 + second * 1000LL);
}

class ActivityStore : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    ASSERT_TRUE(
        write([scope = scope_](db::Tx& tx) { return testing::make_workspace(tx, scope); }).ok());
  }
  static Trace trace(std::int64_t id, int second) {
    Trace made;
    made.id = TraceId{id};
    made.account = AccountId{7};
    made.raw = RawEventId{5};
    made.kind = "message";
    made.summary = "Answered by the rule “price”.";
    made.at = at(second);
    return made;
  }
  void keep(const Trace& one) {
    const auto status = write([one, scope = scope_](db::Tx& tx) { return record(tx, scope, one); });
    ASSERT_TRUE(status.ok()) << status.error().text();
  }
  std::vector<std::int64_t> ids(const Filter& filter, int limit) {
    std::vector<std::int64_t> found;
    std::optional<workspace::Cursor> after;
    do {
      const auto page = read([=, scope = scope_](db::Tx& tx) {
        return list(tx, scope, filter, {.limit = limit, .after = after});
      });
      EXPECT_TRUE(page.ok()) << page.error().text();
      for (const Trace& one : page->items) found.push_back(one.id.value);
      after = page->next;
    } while (after);
    return found;
  }
  std::int64_t sum(std::string name, std::string subject, Instant from, Instant to) {
    return *read(
        [=, scope = scope_](db::Tx& tx) { return counter(tx, scope, name, subject, from, to); });
  }
  void add(std::int64_t id, std::string name, std::int64_t amount, Instant when) {
    const auto status = write([=, scope = scope_](db::Tx& tx) {
      return count(tx, scope, id, name, "rul_1", amount, when);
    });
    ASSERT_TRUE(status.ok()) << status.error().text();
  }

  Scope scope_ = testing::scope_of(1);
};
DUNLIN_ON_BOTH_ENGINES(ActivityStore);

TEST_P(ActivityStore, keeps_every_field_of_a_trace) {
  Trace full = trace(100, 10);
  full.conversation = ConversationId{11};
  full.contact = ContactId{9};
  full.message = MessageId{12};
  full.position = 3;
  full.outcome = Outcome::answered;
  full.is_test = true;
  full.detail["rules"] = json::Object{{"winner", "price"}};
  keep(full);
  const auto found = read([scope = scope_](db::Tx& tx) { return find(tx, scope, TraceId{100}); });
  ASSERT_TRUE(found.ok()) << found.error().text();
  EXPECT_EQ(found->conversation, full.conversation);
  EXPECT_EQ(found->contact, full.contact);
  EXPECT_EQ(found->message, full.message);
  EXPECT_EQ(found->raw, full.raw);
  EXPECT_EQ(found->position, 3);
  EXPECT_EQ(found->kind, "message");
  EXPECT_EQ(found->outcome, Outcome::answered);
  EXPECT_EQ(found->summary, full.summary);
  EXPECT_EQ(found->at, at(10));
  EXPECT_TRUE(found->is_test);
  EXPECT_EQ(found->detail, full.detail);
  const auto theirs =
      read([scope = testing::scope_of(2)](db::Tx& tx) { return find(tx, scope, TraceId{100}); });
  EXPECT_EQ(theirs.error().id, "trace.not_found");
}

TEST_P(ActivityStore, lists_the_newest_first_by_every_filter) {
  for (int i = 0; i < 8; ++i) {
    Trace one = trace(100 + i, i / 2);
    if (i % 2 == 0) one.outcome = Outcome::answered;
    if (i % 4 == 0) one.kind = "postback";
    if (i < 4) one.conversation = ConversationId{11};
    keep(one);
  }
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids({}, 3), (Ids{107, 106, 105, 104, 103, 102, 101, 100}));
  EXPECT_EQ(ids({.outcome = Outcome::answered}, 1), (Ids{106, 104, 102, 100}));
  EXPECT_EQ(ids({.kind = "postback"}, 2), (Ids{104, 100}));
  EXPECT_EQ(ids({.conversation = ConversationId{11}}, 3), (Ids{103, 102, 101, 100}));
  EXPECT_EQ(
      ids({.outcome = Outcome::answered, .kind = "postback", .conversation = ConversationId{11}},
          3),
      (Ids{100}));
  EXPECT_EQ(ids({.outcome = Outcome::duplicate}, 3), Ids{});
}

TEST_P(ActivityStore, finds_what_a_rule_did_also_where_others_fired_with_it) {
  for (int i = 0; i < 4; ++i) {
    Trace one = trace(100 + i, i / 2);
    if (i != 1) one.rules.push_back(RuleId{1});
    if (i != 2) one.rules.push_back(RuleId{2});
    if (i == 0) one.outcome = Outcome::answered;
    keep(one);
  }
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids({.rule = RuleId{1}}, 1), (Ids{103, 102, 100}));
  EXPECT_EQ(ids({.rule = RuleId{2}}, 2), (Ids{103, 101, 100}));
  EXPECT_EQ(ids({.outcome = Outcome::answered, .rule = RuleId{2}}, 2), (Ids{100}));
  EXPECT_EQ(ids({.rule = RuleId{3}}, 2), Ids{});
}

TEST_P(ActivityStore, every_filter_holds_together_with_every_other) {
  std::vector<Trace> all;
  for (int i = 0; i < 64; ++i) {
    Trace one = trace(100 + i, i / 3);
    one.account = AccountId{i % 2 == 0 ? 7 : 8};
    if (i % 3 == 0) one.conversation = ConversationId{11};
    one.outcome = i % 5 < 2 ? Outcome::answered : Outcome::no_answer;
    one.kind = i % 7 < 3 ? "message" : "postback";
    one.is_test = i % 4 == 1;
    if (i % 2 == 1) one.rules.push_back(RuleId{1});
    keep(one);
    all.insert(all.begin(), one);
  }
  for (int which = 0; which < 256; ++which) {
    Filter filter;
    if (which & 1) filter.outcome = which & 2 ? Outcome::answered : Outcome::no_answer;
    if (which & 4) filter.kind = which & 2 ? "message" : "postback";
    if (which & 8) filter.account = AccountId{8};
    if (which & 16) filter.conversation = ConversationId{11};
    if (which & 32) filter.rule = RuleId{1};
    if (which & 64) filter.traffic = which & 2 ? Filter::Traffic::test : Filter::Traffic::real;
    if (which & 128) {
      filter.from = at(4);
      filter.before = at(19);
    }
    std::vector<std::int64_t> wanted;
    for (const Trace& one : all) {
      const bool fits = (!filter.outcome || one.outcome == *filter.outcome) &&
                        (!filter.kind || one.kind == *filter.kind) &&
                        (!filter.account || one.account == *filter.account) &&
                        (!filter.conversation || one.conversation == filter.conversation) &&
                        (!filter.rule || !one.rules.empty()) &&
                        (filter.traffic == Filter::Traffic::any ||
                         one.is_test == (filter.traffic == Filter::Traffic::test)) &&
                        (!filter.from || one.at >= *filter.from) &&
                        (!filter.before || one.at < *filter.before);
      if (fits) wanted.push_back(one.id.value);
    }
    EXPECT_EQ(ids(filter, 25), wanted) << which;
  }
}

TEST_P(ActivityStore, finds_the_trace_of_a_message_and_when_an_account_was_heard_last) {
  Trace one = trace(100, 5);
  one.conversation = ConversationId{11};
  one.message = MessageId{12};
  one.detail["rules"] = json::Object{};
  keep(one);
  const auto by = [this](std::int64_t message, Instant since) {
    return *read([=, scope = scope_](db::Tx& tx) {
      return find_by_message(tx, scope, ConversationId{11}, MessageId{message}, since);
    });
  };
  ASSERT_TRUE(by(12, at(5)));
  EXPECT_EQ(by(12, at(5))->detail, one.detail);
  EXPECT_FALSE(by(12, at(6)));
  EXPECT_FALSE(by(13, at(0)));
  const auto heard = [this](std::int64_t account) {
    return *read(
        [=, scope = scope_](db::Tx& tx) { return last_heard(tx, scope, AccountId{account}); });
  };
  EXPECT_EQ(heard(7), at(5));
  EXPECT_FALSE(heard(8));
}

TEST_P(ActivityStore, a_filter_that_finds_nothing_soon_goes_on_from_where_it_stopped) {
  const auto filled = write([scope = scope_](db::Tx& tx) -> Result<int> {
    for (int i = 0; i < kScanned + 10; ++i) {
      Trace one = trace(1000 + i, i);
      if (i == 0) one.outcome = Outcome::answered;
      DUNLIN_CHECK(record(tx, scope, one));
    }
    return 0;
  });
  ASSERT_TRUE(filled.ok());
  const auto first = read([scope = scope_](db::Tx& tx) {
    return list(tx, scope, {.outcome = Outcome::answered}, {.limit = 5, .after = std::nullopt});
  });
  EXPECT_TRUE(first->items.empty());
  EXPECT_TRUE(first->next);
  EXPECT_EQ(ids({.outcome = Outcome::answered}, 5), (std::vector<std::int64_t>{1000}));
}

TEST_P(ActivityStore, tells_the_steps_of_a_send_in_order) {
  const auto step = [this](std::int64_t id, std::string what, int second) {
    SendStep one{
        .intent = IntentId{3}, .trace = TraceId{100}, .step = what, .detail = {}, .at = at(second)};
    one.detail["step"] = what;
    ASSERT_TRUE(write([=, scope = scope_](db::Tx& tx) {
                  return record_send_step(tx, scope, id, one);
                }).ok());
  };
  step(1, "gate", 1);
  step(2, "sent", 3);
  step(3, "sending", 2);
  const auto steps =
      read([scope = scope_](db::Tx& tx) { return send_steps(tx, scope, TraceId{100}); });
  ASSERT_EQ(steps->size(), 3u);
  EXPECT_EQ(steps->at(0).step, "gate");
  EXPECT_EQ(steps->at(1).step, "sending");
  EXPECT_EQ(steps->at(2).step, "sent");
  EXPECT_EQ(steps->at(2).detail.at("step").as_string(), "sent");
}

TEST_P(ActivityStore, counts_the_same_before_during_and_after_folding) {
  using std::chrono::days;
  const Instant day = std::chrono::floor<days>(at(0));
  add(1, "fired", 1, day);
  add(2, "fired", 2, day + days{1} - Duration{1});
  add(3, "fired", 4, day + days{1});
  add(4, "sent", 100, day);
  const auto check = [&] {
    EXPECT_EQ(sum("fired", "rul_1", day, day + days{1}), 3);
    EXPECT_EQ(sum("fired", "rul_1", day + std::chrono::hours{5}, day + days{1} + Duration{1}), 7);
    EXPECT_EQ(sum("fired", "rul_2", day, day + days{1}), 0);
    EXPECT_EQ(sum("sent", "rul_1", day, day + days{1}), 100);
    EXPECT_EQ(sum("sent", "rul_1", day, day), 0);
  };
  check();
  const auto fold = [](int limit) {
    return [limit](db::Tx& tx) { return fold_counters(tx, testing::node_scope(), limit); };
  };
  EXPECT_EQ(*write(fold(3)), 3);
  check();
  EXPECT_EQ(*write(fold(3)), 1);
  EXPECT_EQ(*write(fold(3)), 0);
  check();
  add(5, "fired", 8, day);
  EXPECT_EQ(*write(fold(3)), 1);
  EXPECT_EQ(sum("fired", "rul_1", day, day + days{1}), 11);
}

TEST(Outcome, has_a_name_that_leads_back) {
  for (int i = 0; i <= static_cast<int>(Outcome::ignored); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(outcome_named(name(outcome)), outcome);
  }
  EXPECT_FALSE(outcome_named("unknown"));
  EXPECT_EQ(name(static_cast<Outcome>(200)), "unknown");
}

}  // namespace
}  // namespace dunlin::activity
