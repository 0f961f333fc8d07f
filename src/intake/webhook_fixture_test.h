#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.h"
#include "intake/intake.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "workspace/scope.h"

/// A Webhook over a real journal, and a journal that can be made to wait or to fail.
namespace dunlin::intake {

/// Passes work on to a real engine, unless told to hold it back or to fail it. Counts what it was
/// given.
class TestBackend final : public db::Backend {
 public:
  enum class Mode { pass, hold, fail };
  explicit TestBackend(std::shared_ptr<db::Backend> real) : real_(std::move(real)) {}

  void submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) override {
    ++submitted;
    if (behave == Mode::pass) return real_->submit(std::move(work), mode, priority);
    if (behave == Mode::hold) return held_.push_back({std::move(work), mode, priority});
    work->fail(Error(Code::unavailable, "db.full", "The disk is full"));
    const Executor home = work->home();
    post(home, [work = std::shared_ptr<db::Work>(std::move(work))] { work->answer(); });
  }
  [[nodiscard]] db::Engine engine() const override { return real_->engine(); }
  void close() override {}

  void release() {
    behave = Mode::pass;
    for (auto& one : std::exchange(held_, {})) submit(std::move(one.work), one.mode, one.priority);
  }

  Mode behave = Mode::pass;
  int submitted = 0;

 private:
  struct Held {
    std::unique_ptr<db::Work> work;
    db::Mode mode;
    db::Priority priority;
  };
  std::shared_ptr<db::Backend> real_;
  std::deque<Held> held_;
};

inline constexpr std::string_view kSecret = "sim-app-secret-0001";
inline constexpr std::string_view kSecondSecret = "sim-app-secret-0002";
inline constexpr std::string_view kToken = "verify-me-7";

/// Collects log lines while it lives.
class LogLines {
 public:
  LogLines() {
    log::set_sink(
        [this](const log::Record& record) { lines.push_back(log::to_json_line(record, "")); },
        log::Level::debug);
  }
  ~LogLines() { log::set_sink({}, log::Level::debug); }
  std::vector<std::string> lines;
};

std::string signature_of(std::string_view body, std::string_view secret = kSecret);
net::Request signed_request(std::string body, std::string_view secret = kSecret);
net::Request verification_get(std::string_view mode, std::string_view token,
                              std::string_view challenge);

class WebhookTest : public dunlin::testing::StorageTest {
 protected:
  void SetUp() override;
  /// Two secrets and a verify token.
  static WebhookOptions usual_options();
  Webhook& webhook() { return *webhook_; }
  void make_webhook(WebhookOptions options);
  net::Response accept(net::Request request) { return wait(webhook().accept(std::move(request))); }
  net::Response verify(const net::Request& request) { return wait(webhook().verify(request)); }
  std::vector<RawEvent> stored();

  std::shared_ptr<TestBackend> backend_;
  std::vector<RawEvent> accepted_;
  std::vector<std::size_t> waiting_;  ///< others on their way to the disk, at each of them
  dunlin::testing::ManualSeams manual_;

 private:
  std::unique_ptr<IdSource> ids_;
  std::unique_ptr<Seams> seams_;
  std::unique_ptr<Webhook> webhook_;
};

}  // namespace dunlin::intake
