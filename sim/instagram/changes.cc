#include "sim/instagram/changes.h"

#include <fmt/format.h>

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMaxStreams = 64;
constexpr Duration kBeat = std::chrono::seconds{10};
constexpr std::size_t kMaxPartBytes = std::size_t{256} * 1024;
constexpr std::string_view kNotKept =
    "What happened since that event is not kept any more: load everything again.";

std::string as_event(std::int64_t id, const json::Value& data) {
  return fmt::format("id: {}\nevent: change\ndata: {}\n\n", id, json::print(data));
}

}  // namespace

struct Changes::Watch {
  std::shared_ptr<Changes> changes;
  Signal signal;

  explicit Watch(std::shared_ptr<Changes> owner)
      : changes(std::move(owner)), signal(changes->timers_) {
    changes->watching_.push_back(&signal);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() { std::erase(changes->watching_, &signal); }
};

void Changes::add(std::string_view type, json::Object facts) {
  if (capacity_ == 0) return;
  json::Object data{{"id", ++last_id_}, {"type", type}};
  for (auto& [key, value] : facts) data[key] = std::move(value);
  kept_.push_back(as_event(last_id_, data));
  if (kept_.size() > capacity_) kept_.pop_front();
  for (Signal* signal : watching_) signal->notify();
}

void Changes::continue_from(std::int64_t last_id) {
  last_id_ = std::max(last_id_, last_id);
  kept_.clear();
}

void Changes::close() {
  closed_ = true;
  for (Signal* signal : watching_) signal->notify();
}

std::string Changes::after(std::int64_t& seen) const {
  const std::int64_t first = last_id_ - static_cast<std::int64_t>(kept_.size()) + 1;
  if (seen > last_id_ || seen + 1 < first) {
    seen = last_id_;
    return as_event(seen, json::Object{{"id", seen}, {"type", "reset"}, {"detail", kNotKept}});
  }
  std::string out;
  while (seen < last_id_ && out.size() < kMaxPartBytes) {
    out += kept_[static_cast<std::size_t>(++seen - first)];
  }
  return out;
}

net::Response Changes::stream(std::int64_t last_seen) {
  if (closed_ || watching_.size() >= kMaxStreams) {
    return net::Response::text(503, "Too many event streams are open.\n");
  }
  net::Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("Cache-Control", "no-store");
  response.stream = [self = shared_from_this(), last_seen](net::BodyStream& out) {
    return write(self, out, last_seen);
  };
  return response;
}

Task<void> Changes::write(std::shared_ptr<Changes> self, net::BodyStream& out, std::int64_t seen) {
  Watch watch(self);
  std::string part = ": hello\n\n";
  while (!self->closed_) {
    const Status sent = co_await out.write(std::move(part));
    if (!sent) break;
    part = self->after(seen);
    if (!part.empty()) continue;
    const auto woken = co_await watch.signal.wait(kBeat);
    part = woken == Signal::Wake::timed_out ? ": beat\n\n" : self->after(seen);
    if (part.empty()) part = ": beat\n\n";
  }
}

}  // namespace dunlin::instagram
