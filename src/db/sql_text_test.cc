#include "db/sql_text.h"

#include <gtest/gtest.h>

namespace dunlin::db {
namespace {

TEST(SqlText, spells_fragments_as_the_engine_does) {
  const auto both = [](std::string_view sql) {
    return expand_fragments(sql, Engine::sqlite) + " | " + expand_fragments(sql, Engine::postgres);
  };
  EXPECT_EQ(both("id {pk}, body {blob}"),
            "id INTEGER PRIMARY KEY, body BLOB | id BIGINT PRIMARY KEY, body BYTEA");
  EXPECT_EQ(both("SELECT 1 {skip_locked}"), "SELECT 1  | SELECT 1 FOR UPDATE SKIP LOCKED");
  EXPECT_EQ(both("SELECT 1 {for_update}"), "SELECT 1  | SELECT 1 FOR UPDATE");
  EXPECT_EQ(both("tokens {search} $12 AND a = $1"),
            "tokens MATCH $12 AND a = $1 | tokens @@ to_tsquery('simple', $12) AND a = $1");
}

TEST(SqlText, leaves_other_braces_alone) {
  EXPECT_EQ(expand_fragments("SELECT '{\"a\": {}}', '{search}'", Engine::postgres),
            "SELECT '{\"a\": {}}', '{search}'");
}

TEST(SqlText, repeats_the_row_of_an_insert_with_parameters_of_its_own) {
  constexpr std::string_view kInsert =
      "INSERT INTO a (b, c) VALUES ($1, coalesce($2, ($1))) ON CONFLICT (b) DO NOTHING";
  EXPECT_EQ(for_rows(kInsert, 1), kInsert);
  EXPECT_EQ(for_rows(kInsert, 3),
            "INSERT INTO a (b, c) VALUES ($1, coalesce($2, ($1))), ($3, coalesce($4, ($3))), "
            "($5, coalesce($6, ($5))) ON CONFLICT (b) DO NOTHING");
  EXPECT_EQ(for_rows("SELECT 1 WHERE (a, b) IN (VALUES ($1, $2)) {for_update}", 2),
            "SELECT 1 WHERE (a, b) IN (VALUES ($1, $2), ($3, $4)) {for_update}");
}

TEST(SqlText, counts_parameters_by_their_highest_number) {
  EXPECT_EQ(count_parameters("SELECT 1"), 0);
  EXPECT_EQ(count_parameters("SELECT $2, $1, $2"), 2);
  EXPECT_EQ(count_parameters("VALUES ($9, $10)"), 10);
}

}  // namespace
}  // namespace dunlin::db
