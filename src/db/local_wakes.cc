#include <atomic>
#include <utility>

#include "db/wakes.h"

namespace dunlin::db {
namespace {

class LocalWakes final : public Wakes {
 public:
  explicit LocalWakes(WakesOptions options) : options_(std::move(options)) {}

  void announce(std::string_view channel) override {
    if (closed_) return;
    post(options_.executor,
         [on_wake = options_.on_wake, name = std::string(channel)] { on_wake(name); });
  }
  void tell(std::string_view, std::string) override {}
  void close() override { closed_ = true; }

 private:
  WakesOptions options_;
  std::atomic<bool> closed_ = false;
};

}  // namespace

std::unique_ptr<Wakes> local_wakes(WakesOptions options) {
  return std::make_unique<LocalWakes>(std::move(options));
}

}  // namespace dunlin::db
