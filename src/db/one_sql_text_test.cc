#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "db/many.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

class OneSqlText : public testing::StorageTest {
 protected:
  OneSqlText() : StorageTest(testing::Schema::empty) {}

  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto made = write([](Tx& tx) -> Status {
      DUNLIN_CHECK(
          tx.run("CREATE TABLE thing (id {pk}, name TEXT COLLATE \"C\" UNIQUE, "
                 "size {bigint}, weight DOUBLE PRECISION, body {blob})"));
      return {};
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  template <class... Args>
  Rows select(const char* sql, const Args&... args) {
    const auto rows = read([&](Tx& tx) { return tx.query(sql, args...); });
    EXPECT_TRUE(rows.ok()) << rows.error().text();
    return rows.ok() ? *rows : Rows{};
  }
  template <class... Args>
  Status change(const char* sql, const Args&... args) {
    return write([&](Tx& tx) { return tx.run(sql, args...); });
  }
};
DUNLIN_ON_BOTH_ENGINES(OneSqlText);

TEST_P(OneSqlText, numbers_parameters_by_their_names_and_not_by_first_appearance) {
  const Rows rows =
      select("SELECT CAST($2 AS TEXT) || CAST($1 AS TEXT) || CAST($2 AS TEXT)", "one", "two");
  EXPECT_EQ(rows.at(0).get<std::string>(0), "twoonetwo");
}

TEST_P(OneSqlText, keeps_every_kind_of_value) {
  const std::string bytes("\0\xFF\x01", 3);
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  ASSERT_TRUE(change("INSERT INTO thing (id, name, size, weight, body) VALUES ($1, $2, $3, $4, $5)",
                     1, "سلام", least, 0.1, Blob{bytes})
                  .ok());
  const Rows rows = select("SELECT id, name, size, weight, body FROM thing");
  ASSERT_EQ(rows.size(), 1U);
  const auto [id, name, size, weight, body] =
      rows[0].as<ContactId, std::string, std::int64_t, double, std::string>();
  EXPECT_EQ(id, ContactId{1});
  EXPECT_EQ(name, "سلام");
  EXPECT_EQ(size, least);
  EXPECT_EQ(weight, 0.1);
  EXPECT_EQ(body, bytes);
}

TEST_P(OneSqlText, keeps_empty_text_and_an_empty_blob_apart_from_null) {
  ASSERT_TRUE(change("INSERT INTO thing (id, name, body) VALUES ($1, $2, $3)", 1,
                     std::string_view(), Blob{})
                  .ok());
  const Rows rows = select("SELECT name, body, size FROM thing");
  EXPECT_EQ(rows.at(0).get<std::optional<std::string>>(0), "");
  EXPECT_EQ(rows.at(0).get<std::optional<std::string>>(1), "");
  EXPECT_EQ(rows.at(0).get<std::optional<std::int64_t>>(2), std::nullopt);
}

TEST_P(OneSqlText, takes_nulls_and_values_for_the_same_parameter) {
  for (int id = 1; id <= 4; ++id) {
    const bool odd = id % 2 == 1;
    const auto name = odd ? std::optional<std::string>() : std::to_string(id);
    const auto size = odd ? std::optional<std::int64_t>(id) : std::nullopt;
    ASSERT_TRUE(
        change("INSERT INTO thing (id, name, size) VALUES ($1, $2, $3)", id, name, size).ok());
  }
  const Rows rows = select("SELECT id FROM thing WHERE name IS NULL ORDER BY id");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].get<int>(0), 3);
}

TEST_P(OneSqlText, replaces_zero_characters_and_broken_utf8_in_text) {
  const std::string text("a\0b\xC3", 4);
  ASSERT_TRUE(change("INSERT INTO thing (id, name) VALUES (1, $1)", text).ok());
  EXPECT_EQ(select("SELECT name FROM thing").at(0).get<std::string>(0),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST_P(OneSqlText, orders_text_by_bytes) {
  const std::vector<std::string> in_order{"", "B", "Z", "a", "b", "ba", "é", "ع"};
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    ASSERT_TRUE(change("INSERT INTO thing (id, name) VALUES ($1, $2)", 100 - i, in_order[i]).ok());
  }
  const Rows rows = select("SELECT name FROM thing ORDER BY name");
  ASSERT_EQ(rows.size(), in_order.size());
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    EXPECT_EQ(rows[i].get<std::string>(0), in_order[i]);
  }
  EXPECT_EQ(select("SELECT id FROM thing WHERE name > $1 AND name < $2", "B", "b").size(), 2U);
}

TEST_P(OneSqlText, returns_rows_of_changes) {
  ASSERT_TRUE(change("INSERT INTO thing (id, name, size) VALUES (1, 'x', 5)").ok());
  const auto rows = write([](Tx& tx) {
    return tx.query("UPDATE thing SET size = size + $1 WHERE id = $2 RETURNING size, name", 2, 1);
  });
  ASSERT_TRUE(rows.ok()) << rows.error().text();
  EXPECT_EQ(rows->at(0).get<int>(0), 7);
}

TEST_P(OneSqlText, counts_the_rows_that_changed) {
  const auto changed = [this](std::string_view sql) {
    return write([sql](Tx& tx) { return tx.change(sql); }).value();
  };
  EXPECT_EQ(changed("INSERT INTO thing (id, name) VALUES (1, 'x'), (2, 'y')"), 2);
  EXPECT_EQ(changed("INSERT INTO thing (id, name) VALUES (3, 'x') ON CONFLICT DO NOTHING"), 0);
  EXPECT_EQ(changed("UPDATE thing SET size = 4 WHERE id > 0"), 2);
  EXPECT_EQ(changed("DELETE FROM thing WHERE id = 9"), 0);
  EXPECT_EQ(changed("DELETE FROM thing WHERE id = 1"), 1);
}

TEST_P(OneSqlText, upserts_and_says_whether_a_row_was_new) {
  const auto put = [](Tx& tx) {
    return tx.query(
        "INSERT INTO thing (id, name, size) VALUES ($1, $2, 1) "
        "ON CONFLICT (name) DO UPDATE SET size = thing.size + excluded.size "
        "RETURNING id, size",
        7, "x");
  };
  ASSERT_TRUE(write(put).ok());
  const auto again = write(put);
  ASSERT_TRUE(again.ok()) << again.error().text();
  EXPECT_EQ(again->at(0).get<int>(1), 2);
  const auto skipped = write([](Tx& tx) {
    return tx.query(
        "INSERT INTO thing (id, name) VALUES (8, 'x') ON CONFLICT DO NOTHING RETURNING id");
  });
  ASSERT_TRUE(skipped.ok());
  EXPECT_TRUE(skipped->empty());
}

TEST_P(OneSqlText, pages_by_key_with_nulls_last) {
  for (int id = 1; id <= 5; ++id) {
    const auto size = id <= 2 ? std::nullopt : std::optional(id % 2);
    ASSERT_TRUE(change("INSERT INTO thing (id, size) VALUES ($1, $2)", id, size).ok());
  }
  const auto ids = [&](const char* sql) {
    std::vector<int> out;
    for (const Row& row : select(sql)) out.push_back(row.get<int>(0));
    return out;
  };
  EXPECT_EQ(ids("SELECT id FROM thing ORDER BY size DESC NULLS LAST, id"),
            (std::vector{3, 5, 4, 1, 2}));
  EXPECT_EQ(ids("SELECT id FROM thing ORDER BY size NULLS FIRST, id DESC"),
            (std::vector{2, 1, 4, 5, 3}));
  EXPECT_EQ(
      select("SELECT id FROM thing WHERE (size, id) > ($1, $2) ORDER BY size, id LIMIT $3", 0, 4, 1)
          .at(0)
          .get<int>(0),
      3);
}

TEST_P(OneSqlText, counts_sums_and_compares_into_numbers) {
  for (int id = 1; id <= 3; ++id) {
    ASSERT_TRUE(change("INSERT INTO thing (id, size) VALUES ($1, $2)", id, id * 10).ok());
  }
  const Row row = select(
                      "SELECT count(*), sum(size), max(size), avg(size), min(id) = 1, "
                      "coalesce(sum(weight), 0) FROM thing")
                      .at(0);
  EXPECT_EQ(row.get<int>(0), 3);
  EXPECT_EQ(row.get<std::int64_t>(1), 60);
  EXPECT_EQ(row.get<std::int64_t>(2), 30);
  EXPECT_EQ(row.get<double>(3), 20.0);
  EXPECT_TRUE(row.get<bool>(4));
  EXPECT_EQ(row.get<double>(5), 0.0);
}

TEST_P(OneSqlText, reckons_with_64_bits_in_parameters) {
  const Rows rows = select("SELECT dunlin_now_us() + $1 * 1000000 > dunlin_now_us()", 86'400 * 365);
  EXPECT_TRUE(rows.at(0).get<bool>(0));
}

TEST_P(OneSqlText, takes_claims_with_skip_locked_and_locks_with_for_update) {
  ASSERT_TRUE(change("INSERT INTO thing (id, size) VALUES (1, 0), (2, 0), (3, 0)").ok());
  const auto claimed = write([](Tx& tx) {
    return tx.query(
        "UPDATE thing SET size = 1 WHERE id IN (SELECT id FROM thing WHERE size = 0 "
        "ORDER BY id LIMIT $1 {skip_locked}) RETURNING id",
        2);
  });
  ASSERT_TRUE(claimed.ok()) << claimed.error().text();
  EXPECT_EQ(claimed->size(), 2U);
  const auto locked =
      write([](Tx& tx) { return tx.query("SELECT id FROM thing WHERE size = 0 {for_update}"); });
  ASSERT_TRUE(locked.ok()) << locked.error().text();
  EXPECT_EQ(locked->at(0).get<int>(0), 3);
}

TEST_P(OneSqlText, takes_lists_whose_length_is_known_at_run_time_only) {
  const auto added = write([](Tx& tx) {
    const std::array params{Param(1), Param("a"), Param(2), Param("b")};
    return tx.query_span("INSERT INTO thing (id, name) VALUES ($1, $2), ($3, $4) RETURNING id",
                         params);
  });
  ASSERT_TRUE(added.ok()) << added.error().text();
  EXPECT_EQ(added->size(), 2U);
}

TEST_P(OneSqlText, refuses_too_few_or_too_many_parameters) {
  EXPECT_EQ(change("UPDATE thing SET size = $1 WHERE id = $2", 1).error().id, "db.statement");
  EXPECT_EQ(change("UPDATE thing SET size = $1", 1, 2).error().id, "db.statement");
  EXPECT_TRUE(change("UPDATE thing SET size = $1", 1).ok());
  EXPECT_EQ(change("UPDATE thing SET size = $1", 1, 2).error().id, "db.statement");
}

TEST_P(OneSqlText, refuses_text_that_is_not_one_statement) {
  EXPECT_EQ(change("UPDATE thing SET size = 1; DELETE FROM thing").error().id, "db.statement");
  EXPECT_EQ(change("UPDAET thing SET size = 1").error().id, "db.statement");
}

TEST_P(OneSqlText, names_a_refused_constraint_without_its_values) {
  ASSERT_TRUE(change("INSERT INTO thing (id, name) VALUES (1, 'secret')").ok());
  const auto refused = change("INSERT INTO thing (id, name) VALUES (2, 'secret')");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "db.constraint");
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_EQ(refused.error().text().find("secret"), std::string::npos);
}

TEST_P(OneSqlText, asks_for_many_keys_at_once) {
  for (int id = 1; id <= 200; ++id) {
    ASSERT_TRUE(change("INSERT INTO thing (id, size) VALUES ($1, $2)", id, id * 10).ok());
  }
  for (const std::size_t count : {0U, 1U, 2U, 3U, 31U, 64U, 65U, 130U}) {
    const auto found = read([count](Tx& tx) -> Result<std::vector<int>> {
      std::vector<Param> keys;
      for (std::size_t i = 0; i < count; ++i) keys.insert(keys.end(), {i + 1, (i + 1) * 10});
      DUNLIN_TRY(
          const Rows rows,
          query_many(tx, "SELECT id FROM thing WHERE (id, size) IN (VALUES ($1, $2))", 2, keys));
      std::vector<int> ids;
      for (const Row& row : rows) ids.push_back(row.get<int>(0));
      return ids;
    });
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_EQ(std::set<int>(found->begin(), found->end()).size(), count);
    EXPECT_EQ(found->size(), count);
  }
}

TEST_P(OneSqlText, changes_many_rows_at_once_and_counts_each_once) {
  for (int id = 1; id <= 100; ++id) {
    ASSERT_TRUE(change("INSERT INTO thing (id, size) VALUES ($1, 0)", id).ok());
  }
  for (const int count : {1, 5, 64, 100}) {
    const auto changed = [&] {
      std::int64_t out = 0;
      const auto done = write([&out, count](Tx& tx) -> Status {
        std::vector<Param> rows;
        for (int id = 1; id <= count; ++id) rows.insert(rows.end(), {id, count});
        DUNLIN_TRY(out, change_many(tx,
                                    "UPDATE thing SET size = size + v.column2 "
                                    "FROM (VALUES ($1, $2)) AS v WHERE thing.id = v.column1",
                                    2, rows));
        return {};
      });
      EXPECT_TRUE(done.ok()) << done.error().text();
      return out;
    };
    EXPECT_EQ(changed(), count);
  }
  EXPECT_EQ(select("SELECT size FROM thing WHERE id = 1").at(0).get<int>(0), 1 + 5 + 64 + 100);
  EXPECT_EQ(select("SELECT size FROM thing WHERE id = 100").at(0).get<int>(0), 100);
}

TEST_P(OneSqlText, writes_rows_later_whatever_is_null_in_them) {
  constexpr int kRows = 107;
  const auto written = write([](Tx& tx) -> Status {
    for (int id = 1; id <= kRows; ++id) {
      const std::string name = "thing " + std::to_string(id);
      const auto size = id % 3 == 0 ? std::nullopt : std::optional(id);
      const auto body = id % 2 == 0 ? Param(Blob{name}) : Param(std::nullopt);
      DUNLIN_CHECK(tx.run_later("INSERT INTO thing (id, name, size, body) VALUES ($1, $2, $3, $4)",
                                id, name, size, body));
    }
    return tx.run_later("INSERT INTO thing (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
                        1, "nobody");
  });
  ASSERT_TRUE(written.ok()) << written.error().text();
  const Rows rows = select("SELECT id, name, size, body FROM thing ORDER BY id");
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(kRows));
  for (int id = 1; id <= kRows; ++id) {
    const Row& row = rows[static_cast<std::size_t>(id - 1)];
    EXPECT_EQ(row.get<std::string>(1), "thing " + std::to_string(id));
    EXPECT_EQ(row.is_null(2), id % 3 == 0);
    EXPECT_EQ(row.is_null(3), id % 2 != 0);
  }
}

}  // namespace
}  // namespace dunlin::db
