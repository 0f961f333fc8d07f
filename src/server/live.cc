#include "server/live.h"

#include <utility>

namespace dunlin::server {
namespace {

constexpr std::string_view kChannel = "dunlin_feed";

}  // namespace

Live::Live(const Outside& outside, std::string run)
    : line_(std::make_shared<std::unique_ptr<db::Wakes>>()) {
  feed::HubOptions options{.run = std::move(run), .longest_word = db::kLongestWord};
  if (outside.make_wakes) {
    options.tell_others = [line = line_](std::string word) {
      if (*line) (*line)->tell(kChannel, std::move(word));
    };
    options.tell_loss = [line = line_] {
      if (*line) (*line)->announce(kChannel);
    };
  }
  hub_ = std::make_shared<feed::Hub>(outside.timers, std::move(options));
  if (!outside.make_wakes) return;
  const std::weak_ptr<feed::Hub> hub = hub_;
  *line_ = outside.make_wakes({.channels = {std::string(kChannel)},
                               .executor = outside.executor,
                               .on_wake =
                                   [hub](const std::string&) {
                                     if (const auto there = hub.lock()) there->lost();
                                   },
                               .on_word =
                                   [hub](const std::string&, const std::string& word) {
                                     if (const auto there = hub.lock()) there->hear(word);
                                   }});
}

Outside Live::watched(const Outside& outside) const {
  Outside out = outside;
  out.main = outside.main.watched_by(hub_);
  return out;
}

void Live::close() {
  hub_->close();
  if (*line_) (*line_)->close();
}

}  // namespace dunlin::server
