#include "server/settings.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace dunlin::server {
namespace {

TEST(Settings, without_any_the_simulator_runs_on_loopback) {
  const auto settings = parse_settings({});
  ASSERT_TRUE(settings.ok());
  EXPECT_TRUE(settings->simulator());
  EXPECT_EQ(settings->address, "127.0.0.1");
  EXPECT_EQ(settings->port, 8080);
}

TEST(Settings, every_fault_is_named_in_one_message) {
  const auto settings = parse_settings({{"DUNLIN_LISTEN", "8080"},
                                        {"DUNLIN_ENV", "staging"},
                                        {"DUNLIN_DATABASE_URL", "mysql://x"},
                                        {"DUNLIN_APP_CALLS_PER_DAY", "many"},
                                        {"DUNLIN_COLOUR", "red"}});
  ASSERT_FALSE(settings.ok());
  const std::string& message = settings.error().message;
  for (const auto* name : {"5 settings", "DUNLIN_LISTEN", "DUNLIN_ENV", "DUNLIN_DATABASE_URL",
                           "DUNLIN_APP_CALLS_PER_DAY", "DUNLIN_COLOUR"}) {
    EXPECT_NE(message.find(name), std::string::npos) << name << " in " << message;
  }
}

TEST(Settings, all_log_files_have_room_for_two) {
  EXPECT_EQ(parse_settings({{"DUNLIN_LOG_FILE_MIB", "64"}})->log_total_mib, 128);
  const auto tight = parse_settings({{"DUNLIN_LOG_FILE_MIB", "65"}});
  ASSERT_FALSE(tight.ok());
  EXPECT_NE(tight.error().message.find("DUNLIN_LOG_TOTAL_MIB"), std::string::npos);
}

TEST(Settings, strict_durability_needs_a_database_that_can_have_a_second_copy) {
  const auto alone = parse_settings({{"DUNLIN_DURABILITY", "strict"}});
  ASSERT_FALSE(alone.ok());
  EXPECT_NE(alone.error().message.find("DUNLIN_DURABILITY"), std::string::npos);
  const auto pair = parse_settings(
      {{"DUNLIN_DURABILITY", "strict"}, {"DUNLIN_DATABASE_URL", "postgresql://a,b/dunlin"}});
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(pair->durability, db::Durability::strict);
}

TEST(Settings, a_secret_never_shows_in_a_complaint) {
  const auto settings = parse_settings({{"DUNLIN_DATABASE_URL", "mysql://user:hunter2@host"}});
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().text().find("hunter2"), std::string::npos);
}

TEST(Settings, a_quick_start_needs_account_token_secret_and_verify_token) {
  const auto settings = parse_settings({{"DUNLIN_IG_USER_ID", "17841400000000001"}});
  ASSERT_FALSE(settings.ok());
  EXPECT_NE(settings.error().message.find("DUNLIN_IG_ACCESS_TOKEN"), std::string::npos);
  EXPECT_NE(settings.error().message.find("DUNLIN_IG_APP_SECRET"), std::string::npos);
  const auto whole = parse_settings({{"DUNLIN_IG_USER_ID", "17841400000000001"},
                                     {"DUNLIN_IG_ACCESS_TOKEN", "t"},
                                     {"DUNLIN_IG_APP_SECRET", "s"},
                                     {"DUNLIN_VERIFY_TOKEN", "v"}});
  ASSERT_TRUE(whole.ok());
  EXPECT_FALSE(whole->simulator());
}

TEST(Settings, a_platform_port_opens_all_addresses_unless_listen_is_given) {
  EXPECT_EQ(parse_settings({{"PORT", "3000"}})->address, "0.0.0.0");
  EXPECT_EQ(parse_settings({{"PORT", "3000"}, {"DUNLIN_LISTEN", "127.0.0.1:9"}})->port, 9);
}

TEST(Settings, the_example_file_names_every_one) {
  std::ifstream file(".env.example");
  const std::string kept(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(kept, env_example()) << "write it anew: dunlin settings > .env.example";
}

TEST(Settings, an_env_file_has_names_comments_and_quotes) {
  const auto values = parse_dotenv("# comment\nexport A=1\n B = \"two words\" \n\nC='x=y'\r\n");
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(*values, (Values{{"A", "1"}, {"B", "two words"}, {"C", "x=y"}}));
  const auto wrong = parse_dotenv("A=1\nnonsense\n");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().field, "line 2");
}

TEST(Settings, a_toml_key_is_the_setting_without_its_prefix) {
  const auto values = parse_toml("data_dir = \"/srv/dunlin\"\napp_calls_per_day = 5\n");
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(*values,
            (Values{{"DUNLIN_DATA_DIR", "/srv/dunlin"}, {"DUNLIN_APP_CALLS_PER_DAY", "5"}}));
  EXPECT_FALSE(parse_toml("data_dir = [1]").ok());
  EXPECT_FALSE(parse_toml("data_dir = ").ok());
}

}  // namespace
}  // namespace dunlin::server
