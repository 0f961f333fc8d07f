#include "server/person.h"

#include <set>

#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "activity/activity.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "intake/intake.h"
#include "search/search.h"
#include "server/store_person.h"
#include "server/store_workspace_removal.h"
#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::server {
namespace {

constexpr AccountId kAccount{7};
constexpr ContactId kErased{100}, kOther{200};
constexpr std::string_view kErasedIgsid = "person100";

class PersonTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    seams_.emplace(clock(), executor());
    const auto made = write([this](db::Tx& tx) -> Result<int> {
      DUNLIN_CHECK(testing::make_workspace(tx, scope_));
      DUNLIN_CHECK(testing::make_account(tx, scope_, kAccount));
      DUNLIN_CHECK(add(tx, kErased, "canary"));
      DUNLIN_CHECK(add(tx, kOther, "finch"));
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  /// One of everything about somebody, with a word of their own in it.
  Status add(db::Tx& tx, ContactId contact, const std::string& word) {
    const Instant now = clock().now();
    const ConversationId conversation{contact.value + 1};
    const MessageId message{contact.value + 2};
    const std::string mid = "mid" + std::to_string(message.value);
    DUNLIN_CHECK(testing::make_contact(tx, scope_, kAccount, contact));
    contacts::Profile profile;
    profile.username = word;
    profile.name = word;
    DUNLIN_CHECK(contacts::set_profile(tx, scope_, contact, profile, now));
    DUNLIN_CHECK(contacts::add_tag(tx, scope_, contact, word));
    DUNLIN_CHECK(contacts::record_consent(
        tx, scope_, contact,
        {.kind = contacts::ConsentKind::opted_out, .source = word, .evidence = word, .at = now}));
    DUNLIN_TRY(const auto opened,
               conversations::open(tx, scope_, kAccount, contact, conversation, now, true));
    conversations::Message inbound;
    inbound.id = message;
    inbound.mid = mid;
    inbound.text = word;
    inbound.sent_at = now;
    inbound.received_at = now;
    DUNLIN_CHECK(conversations::record_inbound(tx, scope_, opened.conversation, inbound,
                                               conversations::OpenedBy::message));
    DUNLIN_CHECK(
        search::put(tx, scope_, search::What::messages, {.id = message.value, .tokens = word}));
    DUNLIN_CHECK(conversations::react(tx, scope_, kAccount, mid, word, word, false, now));
    DUNLIN_CHECK(add_work(tx, contact, conversation, message, word));
    return {};
  }
  Status add_work(db::Tx& tx, ContactId contact, ConversationId conversation, MessageId message,
                  const std::string& word) {
    const WorkspaceId workspace = scope_.workspace();
    const std::int64_t id = contact.value;
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO note (workspace_id, id, conversation_id, body, created_at)
      VALUES ($1, $2, $3, $4, 0))sql",
                        workspace, id, conversation, word));
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO draft (workspace_id, conversation_id, author_id, body, is_note, changed_at)
      VALUES ($1, $2, 1, $3, 0, 0))sql",
                        workspace, conversation, word));
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO idempotency_record (workspace_id, idempotency_key, route, body_hash, status,
                                      answer, created_at)
      VALUES ($1, $2, $3, '', 202, $2, 0))sql",
                        workspace, word,
                        "POST /api/v1/conversations/" + to_text(conversation) + "/messages"));
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO rule_firing (workspace_id, contact_id, id, rule_id, version, variant, message_id,
                               fired_at, is_test)
      VALUES ($1, $2, $3, 1, 1, 0, $4, 0, 0))sql",
                        workspace, contact, id, message));
    DUNLIN_CHECK(
        tx.run("INSERT INTO rule_last_fired (workspace_id, contact_id, rule_id, fired_at)"
               " VALUES ($1, $2, 1, 0)",
               workspace, contact));
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO audit_entry (workspace_id, id, at, actor_kind, actor, actor_number, action, object,
                               before_json, after_json, address)
      VALUES ($1, $2, 0, 1, 'key_1', 1, 'contact.tag', $3, $4, $4, ''))sql",
                        workspace, id, to_text(contact), json::print(json::Value(word))));
    activity::Trace trace;
    trace.id = TraceId{id};
    trace.account = kAccount;
    trace.conversation = conversation;
    trace.contact = contact;
    trace.message = message;
    trace.kind = "message";
    trace.summary = word;
    trace.at = clock().now();
    DUNLIN_CHECK(activity::record(tx, scope_, trace));
    return activity::record_send_step(
        tx, scope_, id,
        {.intent = IntentId{id}, .trace = trace.id, .step = word, .detail = {}, .at = trace.at});
  }

  Result<workspace::Reply> erase(ContactId contact) {
    return wait(erase_person({database(), journal(), &seams_->seams()}, scope_, contact));
  }
  void say(ContactId contact, contacts::ConsentKind kind) {
    const auto said = write([=, this](db::Tx& tx) {
      return contacts::record_consent(tx, scope_, contact,
                                      {.kind = kind,
                                       .source = "canary",
                                       .evidence = "",
                                       .at = clock().now() + std::chrono::milliseconds{1}});
    });
    ASSERT_TRUE(said.ok()) << said.error().text();
  }
  /// The erased person writes again.
  contacts::Contact come_back(ContactId as) {
    const auto again = write([=, this](db::Tx& tx) {
      return contacts::touch(tx, scope_, kAccount, kErasedIgsid, as, clock().now(), false);
    });
    EXPECT_TRUE(again.ok()) << again.error().text();
    return again->contact;
  }
  /// A send to the erased person that a process has claimed.
  void add_claimed() {
    const auto added = write([this](db::Tx& tx) {
      return tx.run(R"sql(
        INSERT INTO intent (
          workspace_id, id, effect_key, account_id, conversation_id, contact_id, message_id,
          position, recipient_kind, recipient_id, content, echo_hash, echo_shape, source, purpose,
          policy, cause, step, rule_version, variant, episode, is_test, created_at, state, state_at,
          reason, held_for, next_at, failures, waits, looks, resent, owner, epoch, body_hash)
        VALUES ($1, 1, 'key', $2, $3, $4, 1, 1, 0, 'canary', '{}', '', 0, 0, 0, 0, '', 0, 0, 0, 0,
                0, 0, 1, 0, '', 0, 0, 0, 0, 0, 0, 'node', 1, ''))sql",
                    scope_.workspace(), kAccount, kErased.value + 1, kErased);
    });
    ASSERT_TRUE(added.ok()) << added.error().text();
  }
  Result<workspace::Reply> exported(ContactId contact) {
    return wait(export_person({database(), journal(), &seams_->seams()}, scope_, contact));
  }
  /// Column names by table.
  std::map<std::string, std::set<std::string>> schema() {
    const bool sqlite = engine() == db::Engine::sqlite;
    const auto rows = read([sqlite](db::Tx& tx) {
      return tx.query(sqlite ? "SELECT m.name, c.name FROM sqlite_schema m, "
                               "pragma_table_info(m.name) c WHERE m.type = 'table' AND "
                               "m.sql NOT NULL AND instr(m.name, '_search_') = 0"
                             : "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM "
                               "information_schema.columns WHERE table_schema = 'public'");
    });
    std::map<std::string, std::set<std::string>> out;
    for (const db::Row& row : *rows) {
      out[row.get<std::string>(0)].insert(row.get<std::string>(1));
    }
    return out;
  }
  /// Whether a word stands anywhere in the main database.
  std::set<std::string> tables_with(const std::string& word) {
    std::set<std::string> found;
    for (const auto& [table, columns] : schema()) {
      for (const std::string& column : columns) {
        const std::string sql = "SELECT COUNT(*) FROM " + table + " WHERE " +
                                (engine() == db::Engine::sqlite ? "instr(CAST(" : "strpos(CAST(") +
                                column + " AS TEXT), $1) > 0";
        const auto rows = read([&](db::Tx& tx) { return tx.query(sql, word); });
        EXPECT_TRUE(rows.ok()) << sql << ": " << rows.error().text();
        if (rows.ok() && rows->front().get<int>(0) > 0) found.insert(table);
      }
    }
    return found;
  }

  Scope scope_ = testing::scope_of(1);
  std::optional<testing::PlainSeams> seams_;
};
DUNLIN_ON_BOTH_ENGINES(PersonTest);

TEST_P(PersonTest, every_table_that_knows_a_person_is_exported_and_every_column_of_it) {
  const std::set<std::string> about{"contact_id", "conversation_id", "message_id", "igsid",
                                    "sender",     "recipient_id",    "trace_id",   "mid"};
  std::map<std::string, std::string> known;
  for (const PersonTable& table : person_tables()) known[std::string(table.name)] = table.columns;
  for (const auto& [table, columns] : schema()) {
    bool knows = table == "contact";
    for (const std::string& column : columns) knows = knows || about.contains(column);
    if (!knows) continue;
    ASSERT_TRUE(known.contains(table)) << table << " is neither exported nor erased";
    std::set<std::string> listed;
    std::string_view rest = known[table];
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(", "), rest.size());
      listed.emplace(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 2, rest.size()));
    }
    EXPECT_EQ(listed, columns) << table;
  }
}

TEST_P(PersonTest, an_export_has_all_that_is_stored) {
  const auto all = exported(kErased);
  ASSERT_TRUE(all.ok()) << all.error().text();
  const auto& tables = all->body.at("tables").as_object();
  for (const char* table : {"contact", "contact_tag", "consent_event", "conversation", "message",
                            "reaction", "note", "draft", "trace", "send_step", "rule_firing"}) {
    EXPECT_EQ(tables.at(table).as_array().size(), 1U) << table;
  }
  EXPECT_EQ(tables.at("message").at(0).at("body").as_string(), "canary");
  EXPECT_EQ(tables.at("message").at(0).at("sent_at").as_string(), to_rfc3339(clock().now()));
  EXPECT_EQ(json::print(all->body).find("finch"), std::string::npos);
}

TEST_P(PersonTest, an_erasure_leaves_no_copy_and_touches_nobody_else) {
  const auto others = tables_with("finch");
  ASSERT_GT(tables_with("canary").size(), 10U);
  const auto erased = erase(kErased);
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  for (const char* table : {"contact", "conversation", "message", "note", "trace"}) {
    EXPECT_EQ(erased->body.at("erased").at(table).as_int64(), 1) << table;
  }
  EXPECT_EQ(tables_with("canary"), std::set<std::string>{});
  EXPECT_EQ(tables_with(std::string(kErasedIgsid)), std::set<std::string>{});
  EXPECT_EQ(tables_with("finch"), others);
  EXPECT_EQ(erase(kErased).error().id, "contact.not_found");
}

TEST_P(PersonTest, a_stop_outlives_the_erasure) {
  const auto erased = erase(kErased);
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  EXPECT_TRUE(erased->body.at("opt_out_kept").as_bool());
  EXPECT_TRUE(come_back(ContactId{900}).opted_out_at.has_value());
  const auto stranger = write([this](db::Tx& tx) {
    return contacts::touch(tx, scope_, kAccount, "stranger", ContactId{901}, clock().now(), false);
  });
  EXPECT_FALSE(stranger->contact.opted_out_at.has_value());
}

TEST_P(PersonTest, a_stop_that_is_said_while_the_erasure_runs_is_kept) {
  say(kErased, contacts::ConsentKind::opted_in);
  const auto part = write([this](db::Tx& tx) { return erase_some(tx, scope_, kErased); });
  ASSERT_TRUE(part.ok()) << part.error().text();
  say(kErased, contacts::ConsentKind::opted_out);
  const auto erased = erase(kErased);
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  EXPECT_TRUE(erased->body.at("opt_out_kept").as_bool());
  EXPECT_TRUE(come_back(ContactId{900}).opted_out_at.has_value());
}

TEST_P(PersonTest, who_came_back_and_said_start_is_not_held_to_a_stop_of_before) {
  ASSERT_TRUE(erase(kErased).ok());
  const ContactId again{900};
  ASSERT_TRUE(come_back(again).opted_out_at.has_value());
  say(again, contacts::ConsentKind::opted_in);
  const auto erased = erase(again);
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  EXPECT_FALSE(erased->body.at("opt_out_kept").as_bool());
  EXPECT_FALSE(come_back(ContactId{901}).opted_out_at.has_value());
}

TEST_P(PersonTest, nothing_goes_while_a_send_is_on_its_way) {
  add_claimed();
  EXPECT_EQ(erase(kErased).error().id, "contact.busy");
  EXPECT_TRUE(tables_with("canary").contains("message"));
}

TEST_P(PersonTest, what_instagram_delivered_and_is_parked_goes_too) {
  const auto keep = [this](std::int64_t id, std::string body) {
    ASSERT_TRUE(write_journal([=](db::Tx& tx) {
                  return intake::append_raw(
                      tx, testing::node_scope(),
                      {.id = RawEventId{id}, .received_at = {}, .body = body});
                }).ok());
    ASSERT_TRUE(write([=, this](db::Tx& tx) {
                  return intake::park(tx, testing::node_scope(),
                                      {.raw = RawEventId{id},
                                       .workspace = scope_.workspace(),
                                       .reason = intake::ParkReason::processing_failed,
                                       .detail = {},
                                       .kind = "message",
                                       .parked_at = {}});
                }).ok());
  };
  keep(1, R"({"sender":"person100"})");
  keep(2, R"({"sender":"person200"})");
  const auto erased = erase(kErased);
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  EXPECT_EQ(erased->body.at("erased").at("raw_event").as_int64(), 1);
  const auto left = read_journal(
      [](db::Tx& tx) { return intake::raw_after(tx, testing::node_scope(), RawEventId{}, 10); });
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->front().id, RawEventId{2});
}

TEST_P(PersonTest, a_workspace_is_removed_with_all_that_can_be_in_it) {
  for (const auto& [table, columns] : schema()) {
    if (columns.contains("workspace_id")) EXPECT_TRUE(removed_tables().contains(table)) << table;
  }
  ASSERT_TRUE(write([this](db::Tx& tx) { return mark_removed(tx, scope_, clock().now()); }).ok());
  bool done = false;
  for (int i = 0; i < 100 && !done; ++i) {
    const auto part =
        write([this](db::Tx& tx) { return remove_workspace_part(tx, scope_, 5, clock().now()); });
    ASSERT_TRUE(part.ok()) << part.error().text();
    done = part->done;
  }
  EXPECT_TRUE(done);
  EXPECT_EQ(tables_with("canary"), std::set<std::string>{});
  for (const auto& [table, columns] : schema()) {
    if (!columns.contains("workspace_id")) continue;
    const auto rows = read([&](db::Tx& tx) {
      return tx.query("SELECT COUNT(*) FROM " + table + " WHERE workspace_id = 1");
    });
    EXPECT_EQ(rows->front().get<int>(0), 0) << table;
  }
}

}  // namespace
}  // namespace dunlin::server
