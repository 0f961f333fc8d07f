#include "accounts/vault.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::accounts {
namespace {

constexpr Vault::Place kPlace{.table = "account", .row = "17841", .column = "token_sealed"};

std::unique_ptr<Vault> vault_with(Random& random, char fill = 'k') {
  auto made = Vault::create(Secret<>(std::string(32, fill)), random);
  return *std::move(made);
}

class VaultTest : public ::testing::Test {
 protected:
  std::string fault(Vault::Place place, std::string_view sealed, std::int64_t workspace = 1) {
    const auto opened = vault_->open(testing::scope_of(workspace), place, sealed);
    return opened ? "" : opened.error().id;
  }
  std::string sealed(std::string text) {
    return vault_->seal(testing::scope_of(1), kPlace, Secret<>(std::move(text)));
  }

  testing::SeededRandom random_;
  std::unique_ptr<Vault> vault_ = vault_with(random_);
};

constexpr const char* kTampered = "vault.wrong_key_or_tampered";

TEST_F(VaultTest, opens_what_it_sealed) {
  for (const std::string& text :
       {std::string(), std::string("IGQ token"), std::string(4096, '\0')}) {
    const auto opened = vault_->open(testing::scope_of(1), kPlace, sealed(text));
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    EXPECT_EQ(opened->reveal(), text);
  }
}

TEST_F(VaultTest, seals_the_same_text_differently_each_time_and_never_in_clear) {
  const std::string first = sealed("IGQ-canary-token");
  EXPECT_NE(first, sealed("IGQ-canary-token"));
  EXPECT_EQ(first.find("canary"), std::string::npos);
}

TEST_F(VaultTest, refuses_a_value_that_was_moved) {
  const std::string text = sealed("token");
  EXPECT_EQ(fault(kPlace, text), "");
  EXPECT_EQ(fault(kPlace, text, 2), kTampered);
  EXPECT_EQ(fault({.table = "account", .row = "17842", .column = "token_sealed"}, text), kTampered);
  EXPECT_EQ(fault({.table = "account", .row = "17841", .column = "proxy"}, text), kTampered);
  EXPECT_EQ(fault({.table = "accounts", .row = "17841", .column = "token_sealed"}, text),
            kTampered);
  EXPECT_EQ(fault({.table = "account1", .row = "7841", .column = "token_sealed"}, text), kTampered);
}

TEST_F(VaultTest, tells_another_master_key_from_a_changed_value) {
  const std::string text = sealed("token");
  const auto other = vault_with(random_, 'x');
  const auto opened = other->open(testing::scope_of(1), kPlace, text);
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().message.find("another master key"), std::string::npos);
  std::string changed = text;
  changed.back() ^= 1;
  const auto broken = vault_->open(testing::scope_of(1), kPlace, changed);
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().message.find("another master key"), std::string::npos);
}

TEST_F(VaultTest, refuses_every_single_changed_byte_and_every_cut) {
  const std::string text = sealed("token");
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    ASSERT_EQ(fault(kPlace, changed), kTampered) << "byte " << i;
    ASSERT_EQ(fault(kPlace, text.substr(0, i)), kTampered) << "cut at " << i;
  }
}

RC_GTEST_FIXTURE_PROP(VaultTest, takes_any_bytes, (const std::string& bytes)) {
  RC_ASSERT(fault(kPlace, bytes) == kTampered);
}

TEST(MasterKey, is_32_bytes_in_hex_or_base64) {
  const std::string hex(64, 'a');
  EXPECT_EQ(parse_master_key(hex)->reveal(), std::string(32, '\xAA'));
  EXPECT_EQ(parse_master_key(" " + hex + "\n")->reveal(), std::string(32, '\xAA'));
  EXPECT_EQ(parse_master_key("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")->reveal(),
            std::string(32, '\0'));
  EXPECT_EQ(parse_master_key("_-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")->reveal().size(), 32u);
  for (const auto& wrong :
       {std::string(), std::string("  "), std::string(62, 'a'), std::string(66, 'a'),
        std::string(64, 'g'), std::string("AAAA"), std::string(300, 'A')}) {
    EXPECT_EQ(parse_master_key(wrong).error().id, "vault.master_key_invalid") << wrong;
  }
}

TEST(MasterKey, of_another_length_makes_no_vault) {
  testing::SeededRandom random;
  const auto made = Vault::create(Secret<>(std::string(31, 'k')), random);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().id, "vault.master_key_invalid");
}

class KeyFile : public ::testing::Test {
 protected:
  Result<Secret<>> load(bool database_exists) {
    return load_or_create_master_key(path_, random_, database_exists);
  }
  unsigned mode() {
    struct stat facts{};
    EXPECT_EQ(::stat(path_.c_str(), &facts), 0);
    return facts.st_mode & 0777;
  }
  void put(const std::string& text, unsigned mode) {
    std::ofstream(path_) << text;
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
  }

  testing::SeededRandom random_;
  std::string path_ = testing::fresh_directory() + "/master.key";
};

TEST_F(KeyFile, is_made_on_the_first_run_for_its_owner_alone) {
  const auto first = load(false);
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_EQ(mode(), 0400u);
  const auto again = load(true);
  ASSERT_TRUE(again.ok()) << again.error().text();
  EXPECT_EQ(again->reveal(), first->reveal());
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(KeyFile, is_never_made_next_to_a_database_that_has_another) {
  const auto refused = load(true);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "vault.master_key_missing");
  EXPECT_NE(refused.error().hint.find("Put the key file back"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(KeyFile, is_refused_when_others_could_read_or_change_it) {
  const std::string key = std::string(64, 'a') + "\n";
  for (const unsigned loose : {0600u, 0440u, 0404u, 0644u, 0500u}) {
    put(key, loose);
    EXPECT_EQ(load(true).error().id, "vault.key_file_mode") << std::oct << loose;
    std::filesystem::remove(path_);
  }
  put(key, 0400);
  EXPECT_TRUE(load(true).ok());
}

TEST_F(KeyFile, that_is_damaged_is_never_replaced) {
  put("half a k", 0400);
  EXPECT_EQ(load(false).error().id, "vault.master_key_invalid");
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(load(false).error().id, "vault.key_file_mode");
}

TEST_F(KeyFile, in_a_directory_that_is_missing_is_an_error_in_words) {
  path_ = testing::fresh_directory() + "/missing/master.key";
  const auto refused = load(false);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "vault.key_file");
  EXPECT_NE(refused.error().message.find(path_), std::string::npos);
}

}  // namespace
}  // namespace dunlin::accounts
