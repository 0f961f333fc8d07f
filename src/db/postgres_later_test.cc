#include "db/postgres_later.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dunlin::db {
namespace {

constexpr std::string_view kThing = "INSERT INTO thing (id, name) VALUES ($1, $2)";
constexpr std::string_view kOther = "INSERT INTO other (id) VALUES ($1)";

using Written = std::vector<std::pair<std::string, std::size_t>>;

Written written(PostgresLater& later) {
  Written out;
  const auto each = [&out](const PostgresLater::Part& part) -> Status {
    out.emplace_back(part.sql, part.params.size());
    return {};
  };
  EXPECT_TRUE(later.write(each).ok());
  return out;
}

void add_things(PostgresLater& later, int count) {
  for (int id = 0; id < count; ++id) {
    const std::string name = "thing " + std::to_string(id);
    const std::vector<Param> params{id, name};
    later.add(kThing, params);
  }
}

TEST(PostgresLater, writes_rows_of_one_text_in_as_few_statements_as_powers_of_two_allow) {
  PostgresLater later;
  add_things(later, 43);
  std::vector<std::size_t> values;
  for (const auto& [sql, count] : written(later)) values.push_back(count);
  EXPECT_THAT(values, ::testing::ElementsAre(2 * 32, 2 * 8, 2 * 2, 2 * 1));
  EXPECT_TRUE(later.empty());
}

TEST(PostgresLater, keeps_the_order_in_which_texts_came_first) {
  PostgresLater later;
  const std::vector<Param> one{1};
  add_things(later, 1);
  later.add(kOther, one);
  add_things(later, 1);
  EXPECT_EQ(written(later), (Written{{"INSERT INTO thing (id, name) VALUES ($1, $2), ($3, $4)", 4},
                                     {std::string(kOther), 1}}));
}

TEST(PostgresLater, keeps_copies_of_the_values) {
  PostgresLater later;
  add_things(later, 2);
  std::vector<std::string> names;
  const auto each = [&names](const PostgresLater::Part& part) -> Status {
    for (std::size_t i = 1; i < part.params.size(); i += 2) {
      names.emplace_back(std::get<std::string_view>(part.params[i].value()));
    }
    return {};
  };
  ASSERT_TRUE(later.write(each).ok());
  EXPECT_THAT(names, ::testing::ElementsAre("thing 0", "thing 1"));
}

TEST(PostgresLater, forgets_what_a_transaction_that_failed_wished) {
  PostgresLater later;
  add_things(later, 3);
  later.forget();
  EXPECT_TRUE(written(later).empty());
}

}  // namespace
}  // namespace dunlin::db
