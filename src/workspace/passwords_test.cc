#include "workspace/passwords.h"

#include <algorithm>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/support/plain_seams.h"
#include "workspace/totp.h"

namespace dunlin::workspace {
namespace {

constexpr PasswordCost kCheap{.memory_bytes = 8192, .passes = 1};

TEST(Passwords, are_right_or_wrong_and_never_the_same_hash_twice) {
  testing::SeededRandom random;
  const std::string hash = hash_password("correct horse battery", random, kCheap);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_NE(hash, hash_password("correct horse battery", random, kCheap));
  EXPECT_EQ(verify_password("correct horse battery", hash, kCheap), PasswordVerdict::right);
  EXPECT_EQ(verify_password("correct horse batterz", hash, kCheap), PasswordVerdict::wrong);
  EXPECT_EQ(verify_password("", hash, kCheap), PasswordVerdict::wrong);
}

TEST(Passwords, hashed_at_another_cost_are_right_and_stale) {
  testing::SeededRandom random;
  const std::string hash = hash_password("correct horse battery", random, kCheap);
  const PasswordCost dearer{.memory_bytes = 16384, .passes = 1};
  EXPECT_EQ(verify_password("correct horse battery", hash, dearer),
            PasswordVerdict::right_but_stale);
}

TEST(Passwords, cost_what_the_settings_say) {
  EXPECT_TRUE(dummy_hash().starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
  EXPECT_EQ(verify_password("anything at all", dummy_hash(kCheap), kCheap), PasswordVerdict::wrong);
}

Task<void> hash_into(Passwords& passwords, std::vector<std::string>& told) {
  auto hash = co_await passwords.hash(Secret<>(std::string("correct horse battery")));
  told.push_back(hash ? "hashed" : hash.error().id);
}

TEST(Passwords, beyond_what_may_wait_are_refused_and_the_others_are_hashed) {
  constexpr int kAsked = 60;
  boost::asio::io_context context;
  testing::SeededRandom random;
  const auto passwords =
      threaded_passwords(random, {.memory_bytes = std::size_t{4} << 20, .passes = 3});
  std::vector<std::string> told;
  const auto keep_going = boost::asio::make_work_guard(context);
  for (int i = 0; i < kAsked; ++i) spawn(context.get_executor(), hash_into(*passwords, told));
  while (told.size() < kAsked) context.run_one();
  const auto busy = std::ranges::count(told, "auth.busy");
  const auto most = static_cast<std::ptrdiff_t>(kAsked - kPasswordsWaiting);
  EXPECT_GE(busy, 1);
  EXPECT_LE(busy, most);
  EXPECT_EQ(std::ranges::count(told, "hashed"), kAsked - busy);
}

TEST(PasswordRules, refuse_what_is_short_long_or_tried_first) {
  const auto refused = [](std::string_view password) {
    const auto told = check_password(password, "leila.shop@example.com", "Leila Shop");
    return told ? std::string() : told.error().id;
  };
  EXPECT_EQ(refused("elevenchars"), "password.too_short");
  EXPECT_EQ(refused("سلام دنیا"), "password.too_short");
  EXPECT_EQ(refused(std::string(129, 'x') + "y"), "password.too_long");
  for (const auto* password :
       {"password1234", "Password123!", "passwordpassword", "P@ssw0rd1234", "123456789012",
        "qwertyuiop[]", "qwertyuiopas", "aaaaaaaaaaaa",     "abcabcabcabc", "iloveyou1234",
        "letmein12345", "welcome12345", "1q2w3e4r5t6y",     "1qaz2wsx3edc", "leila.shop12",
        "Leila Shop 1", "instagram123", "administrator1",   "qwerty123456", "987654321098",
        "baseball1234"}) {
    EXPECT_EQ(refused(password), "password.too_common") << password;
  }
  for (const auto* password :
       {"correct horse battery", "گربه روی پشت بام آبی", "Tr0ub4dor&3 and more", "xK9#mQ2$vL5!",
        "my grandmother's garden", "winter came late this year"}) {
    EXPECT_EQ(refused(password), "") << password;
  }
}

TEST(PasswordRules, say_which_password_they_speak_of) {
  const auto told = [](std::string_view field) {
    return check_password("short", "a@example.com", "A", field).error();
  };
  EXPECT_EQ(told("password").message, "The password is shorter than 12 characters");
  EXPECT_EQ(told("new_password").message, "The new password is shorter than 12 characters");
  EXPECT_EQ(told("new_password").field, "new_password");
}

TEST(Totp, gives_the_codes_of_rfc_6238) {
  const Secret<> secret(std::string("12345678901234567890"));
  EXPECT_EQ(totp_code(secret, 59 / 30), "287082");
  EXPECT_EQ(totp_code(secret, 1111111109 / 30), "081804");
  EXPECT_EQ(totp_code(secret, 1234567890 / 30), "005924");
  EXPECT_EQ(totp_code(secret, 20000000000 / 30), "353130");
  EXPECT_EQ(to_base32("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(Totp, takes_a_code_one_step_early_or_late_and_no_other) {
  const Secret<> secret(std::string("12345678901234567890"));
  const Instant now = from_us(std::int64_t{1'111'111'109} * 1'000'000);
  const std::int64_t step = 1'111'111'109 / 30;
  for (std::int64_t off = -3; off <= 3; ++off) {
    const auto found = totp_step_of(secret, totp_code(secret, step + off), now);
    EXPECT_EQ(found.has_value(), off >= -1 && off <= 1) << off;
    if (found) EXPECT_EQ(*found, step + off);
  }
  EXPECT_FALSE(totp_step_of(secret, "", now));
  EXPECT_FALSE(totp_step_of(secret, "0818040", now));
}

TEST(Totp, recovery_codes_are_ten_and_read_as_people_type_them) {
  testing::SeededRandom random;
  const auto codes = make_recovery_codes(random);
  ASSERT_EQ(codes.size(), 10U);
  EXPECT_EQ(codes[0].size(), 11U);
  EXPECT_NE(codes[0], codes[1]);
  EXPECT_EQ(fold_recovery_code("ABCDE-fghjk "), "abcdefghjk");
}

}  // namespace
}  // namespace dunlin::workspace
