#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "db/postgres_backoff.h"
#include "db/postgres_connection.h"
#include "db/wakes.h"

namespace dunlin::db {
namespace {

using std::chrono::milliseconds;

constexpr Duration kBetweenAnnouncements = milliseconds{5};
constexpr Duration kLongestWait = milliseconds{10'000};
constexpr Duration kStatementTimeout = milliseconds{5000};

/// Makes a poll() of another thread return.
class Bell {
 public:
  Bell() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    check(descriptor_ >= 0, "an eventfd can be made");
  }
  ~Bell() { ::close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const {
    const std::uint64_t one = 1;
    (void)!::write(descriptor_, &one, sizeof(one));
  }
  void silence() const {
    std::uint64_t rung = 0;
    (void)!::read(descriptor_, &rung, sizeof(rung));
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

class PostgresWakes final : public Wakes {
 public:
  explicit PostgresWakes(PostgresWakesOptions options)
      : options_(std::move(options)),
        backoff_(options_.random, milliseconds{50}, milliseconds{5000}),
        thread_([this] { run(); }) {}
  ~PostgresWakes() override { close(); }

  void announce(std::string_view channel) override {
    {
      const std::lock_guard lock(mutex_);
      announced_.emplace(channel);
    }
    bell_.ring();
  }

  void tell(std::string_view channel, std::string word) override {
    check(word.size() <= kLongestWord, "a word fits into a notice");
    {
      const std::lock_guard lock(mutex_);
      if (words_.size() < kMostWords) {
        words_.push_back({std::string(channel), std::move(word)});
      } else {
        words_.clear();
        announced_.emplace(channel);
      }
    }
    bell_.ring();
  }

  void close() override {
    closing_ = true;
    pause_.end();
    bell_.ring();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    while (!closing_) {
      const Status ended = connect_and_serve();
      if (closing_) return;
      if (!ended.ok()) log::warning("db.wakes_away", {{"reason", ended.error().message}});
      pause_.wait(backoff_.next());
    }
  }

  Status connect_and_serve() {
    DUNLIN_TRY(auto connection, PostgresConnection::connect(
                                    {.url = options_.url, .statement_timeout = kStatementTimeout}));
    for (const std::string& channel : options_.wakes.channels) {
      DUNLIN_CHECK(connection->query(fmt::format("LISTEN \"{}\"", channel)));
    }
    backoff_.reset();
    // What was announced while nobody listened is not known any more.
    for (const std::string& channel : options_.wakes.channels) wake(channel);
    while (!closing_) DUNLIN_CHECK(serve_once(*connection));
    return {};
  }

  Status serve_once(PostgresConnection& connection) {
    bell_.silence();
    const Monotonic now = options_.clock.monotonic();
    Duration at_most = kLongestWait;
    if (something_is_announced()) {
      at_most = std::max(Duration{0}, next_announcement_ - now);
      if (at_most == Duration{0}) {
        DUNLIN_CHECK(send_announcements(connection));
        next_announcement_ = now + kBetweenAnnouncements;
      }
    }
    DUNLIN_TRY(const auto notices, connection.wait_for_notices(bell_.descriptor(), at_most));
    for (const Notice& notice : notices) hear(notice);
    return {};
  }

  bool something_is_announced() {
    const std::lock_guard lock(mutex_);
    return !announced_.empty() || !words_.empty();
  }

  Status send_announcements(PostgresConnection& connection) {
    std::set<std::string> announced;
    std::vector<Notice> words;
    {
      const std::lock_guard lock(mutex_);
      announced.swap(announced_);
      words.swap(words_);
    }
    for (const std::string& channel : announced) {
      words.push_back({.channel = channel, .word = {}});
    }
    Status sent = send_all(connection, words);
    if (sent.ok()) return sent;
    // Whoever waits for them is to look by himself.
    const std::lock_guard lock(mutex_);
    for (const Notice& each : words) announced_.insert(each.channel);
    return sent;
  }

  static Status send_all(PostgresConnection& connection, const std::vector<Notice>& notices) {
    for (const Notice& each : notices) {
      const std::array params{Param(each.channel), Param(each.word)};
      DUNLIN_CHECK(connection.send("SELECT pg_notify($1, $2)", params));
    }
    return connection.flush();
  }

  void hear(const Notice& notice) {
    if (notice.word.empty()) return wake(notice.channel);
    if (!options_.wakes.on_word) return;
    post(options_.wakes.executor,
         [on_word = options_.wakes.on_word, notice] { on_word(notice.channel, notice.word); });
  }

  void wake(const std::string& channel) {
    post(options_.wakes.executor,
         [on_wake = options_.wakes.on_wake, channel] { on_wake(channel); });
  }

  const PostgresWakesOptions options_;
  Backoff backoff_;
  Pause pause_;
  Bell bell_;
  std::mutex mutex_;
  std::set<std::string> announced_;
  std::vector<Notice> words_;
  Monotonic next_announcement_{};
  std::atomic<bool> closing_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Wakes> postgres_wakes(PostgresWakesOptions options) {
  return std::make_unique<PostgresWakes>(std::move(options));
}

}  // namespace dunlin::db
