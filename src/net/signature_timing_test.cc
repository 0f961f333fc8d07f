#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "net/signature.h"
#include "tests/support/instrumented.h"
#include "tests/support/plain_seams.h"

// Whether the time of a check tells how much of a forged signature was right: two classes of
// forgeries in random order, and Welch's t between their times, as dudect does.
namespace dunlin::net {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::size_t kTimings = 1'000'000 / testing::kShare;
/// Beyond it two classes differ in time for sure.
constexpr double kLeak = 4.5;

struct Mean {
  double sum = 0, squares = 0;
  double count = 0;
  void add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double variance() const { return std::max(0.0, squares / count - mean() * mean()); }
};

/// A signature that is right up to the digit `wrong_at`.
struct Forgery {
  std::string body, digits;
};

class Forger {
 public:
  explicit Forger(testing::SeededRandom& random) : random_(random) {
    for (std::size_t i = 0; i < 64; ++i) {
      const std::string body = "body " + std::to_string(i);
      honest_.push_back({body, to_hex(hmac_sha256("secret", body))});
    }
  }
  Forgery make(std::size_t wrong_at) {
    Forgery out = honest_.at(random_.below(honest_.size()));
    const char good = out.digits.at(wrong_at);
    while (out.digits.at(wrong_at) == good)
      out.digits.at(wrong_at) = "0123456789abcdef"[random_.below(16)];
    return out;
  }

 private:
  testing::SeededRandom& random_;
  std::vector<Forgery> honest_;
};

using Check = std::function<bool(const std::string& digits, const std::string& body)>;

/// |t| between forgeries whose first wrong digit is the first and those where it is `late`. The
/// slowest tenth is left out: it is what else the machine did.
double leak_between(const Check& accepts, std::size_t late) {
  testing::SeededRandom random(7);
  Forger forger(random);
  struct Timing {
    std::uint8_t late = 0;
    float ns = 0;
  };
  std::vector<Timing> timings;
  timings.reserve(kTimings);
  // One place in memory for both classes: else their addresses would tell them apart.
  std::string digits(kDigits, '0');
  std::string body;
  bool accepted = false;
  for (std::size_t i = 0; i < kTimings; ++i) {
    const bool is_late = random.below(2) == 1;
    const Forgery forgery = forger.make(is_late ? late : 0);
    std::ranges::copy(forgery.digits, digits.begin());
    body = forgery.body;
    const auto start = std::chrono::steady_clock::now();
    accepted |= accepts(digits, body);
    const auto end = std::chrono::steady_clock::now();
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count();
    timings.push_back({is_late ? std::uint8_t{1} : std::uint8_t{0}, static_cast<float>(ns)});
  }
  EXPECT_FALSE(accepted);
  const auto slow = timings.begin() + static_cast<std::ptrdiff_t>(timings.size() * 9 / 10);
  std::ranges::nth_element(timings, slow, {}, &Timing::ns);
  std::array<Mean, 2> classes;
  for (auto timing = timings.begin(); timing != slow; ++timing)
    classes.at(timing->late).add(static_cast<double>(timing->ns));
  const double spread = std::sqrt(classes[0].variance() / classes[0].count +
                                  classes[1].variance() / classes[1].count);
  return std::abs(classes[0].mean() - classes[1].mean()) / spread;
}

/// What the check must not be: it ends at the first wrong digit.
bool leaky_equal(const std::string& digits, const std::string& body) {
  const std::string good = to_hex(hmac_sha256("secret", body));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (volatile int work = 0; work < 8; work = work + 1) {
    }
    if (good[i] != digits[i]) return false;
  }
  return true;
}

TEST(SignatureTiming, tells_nothing_of_how_much_of_a_forgery_was_right) {
  std::vector<Secret<>> secrets;
  secrets.emplace_back(std::string("secret"));
  const SignatureVerifier verifier(std::move(secrets));
  std::string header = "sha256=" + std::string(kDigits, '0');
  const Check verify = [&](const std::string& digits, const std::string& body) {
    std::ranges::copy(digits, header.begin() + 7);
    return verifier.verify(header, body).has_value();
  };
  EXPECT_LT(leak_between(verify, kDigits / 2), kLeak);
  EXPECT_LT(leak_between(verify, kDigits - 1), kLeak);
}

TEST(SignatureTiming, would_show_a_check_that_ends_at_the_first_wrong_digit) {
  EXPECT_GT(leak_between(leaky_equal, kDigits - 1), kLeak);
}

}  // namespace
}  // namespace dunlin::net
