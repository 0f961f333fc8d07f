#include <utility>

#include "feed/feed.h"

namespace dunlin::feed {

namespace {

/// More than that in one gathering is told as a loss: reading anew is cheaper for everybody.
constexpr std::size_t kMostWords = 16;

}  // namespace

Hub::Hub(Timers& timers, HubOptions options) : timers_(timers), options_(std::move(options)) {}

Hub::~Hub() {
  if (timer_) timers_.cancel(*timer_);
}

void Hub::changed(const db::Change& change) {
  if (closed_) return;
  pending_.insert(change);
  gather();
}

void Hub::publish(Event event) {
  if (closed_) return;
  if (event.kind != Kind::presence) {
    return changed(
        {.workspace = event.workspace, .kind = static_cast<int>(event.kind), .id = event.id});
  }
  notes_.push_back(std::move(event));
  gather();
}

void Hub::gather() {
  if (timer_) return;
  timer_ = timers_.after(options_.gathered, [self = weak_from_this()] {
    if (const auto hub = self.lock()) hub->flush();
  });
}

void Hub::flush() {
  timer_.reset();
  const Pending changes = std::exchange(pending_, {});
  std::vector<Event> notes = std::exchange(notes_, {});
  tell_others(changes, notes);
  std::set<WorkspaceId> touched;
  for (const db::Change& change : changes) {
    enter({.workspace = change.workspace,
           .kind = static_cast<Kind>(change.kind),
           .id = change.id,
           .note = {}},
          touched);
  }
  for (Event& note : notes) enter(std::move(note), touched);
  wake(touched);
}

void Hub::tell_others(const Pending& changes, const std::vector<Event>& notes) {
  if (!options_.tell_others) return;
  auto words = words_of(options_.run, changes, notes, options_.longest_word);
  if (words.size() > kMostWords) {
    if (options_.tell_loss) options_.tell_loss();
    return;
  }
  for (std::string& word : words) options_.tell_others(std::move(word));
}

void Hub::enter(Event event, std::set<WorkspaceId>& touched) {
  touched.insert(event.workspace);
  for (const auto& observer : observers_) observer(event);
  ring_.push_back(std::move(event));
  ++next_;
  if (ring_.size() > options_.kept) ring_.pop_front();
}

void Hub::hear(std::string_view text) {
  auto word = read_word(text);
  if (!word) return lost();
  if (closed_ || word->run == options_.run) return;
  std::set<WorkspaceId> touched;
  for (Event& event : word->events) enter(std::move(event), touched);
  wake(touched);
}

void Hub::lost() {
  // The number that is left out belongs to what nobody knows: who stands before it begins anew.
  ring_.clear();
  ++next_;
  wake({WorkspaceId{}});
}

void Hub::close() {
  closed_ = true;
  wake({WorkspaceId{}});
}

void Hub::wake(const std::set<WorkspaceId>& touched) {
  if (touched.contains(WorkspaceId{})) {
    for (const auto& [workspace, all] : listeners_) {
      for (Listener* each : all) each->signal_.notify();
    }
    return;
  }
  for (const WorkspaceId workspace : touched) {
    const auto found = listeners_.find(workspace);
    if (found == listeners_.end()) continue;
    for (Listener* each : found->second) each->signal_.notify();
  }
}

Hub::News Hub::since(WorkspaceId workspace, std::uint64_t after, std::size_t limit) const {
  const std::uint64_t first = next_ - ring_.size();
  News news{.events = {}, .through = last(), .lost = false};
  if (after + 1 < first || after > last()) {
    news.lost = true;
    return news;
  }
  for (std::uint64_t number = after + 1; number < next_; ++number) {
    const Event& event = ring_[static_cast<std::size_t>(number - first)];
    if (event.workspace && event.workspace != workspace) continue;
    if (news.events.size() == limit) {
      news.through = number - 1;
      break;
    }
    news.events.emplace_back(number, event);
  }
  return news;
}

std::size_t Hub::listeners() const {
  std::size_t count = 0;
  for (const auto& [workspace, all] : listeners_) count += all.size();
  return count;
}

Hub::Listener::Listener(std::shared_ptr<Hub> hub, Timers& timers, WorkspaceId workspace)
    : hub_(std::move(hub)), workspace_(workspace), signal_(timers) {
  hub_->listeners_[workspace_].insert(this);
}

Hub::Listener::~Listener() {
  const auto found = hub_->listeners_.find(workspace_);
  if (found == hub_->listeners_.end()) return;
  found->second.erase(this);
  if (found->second.empty()) hub_->listeners_.erase(found);
}

Task<void> Hub::Listener::wait(Duration at_most) {
  co_await signal_.wait(at_most);
}

}  // namespace dunlin::feed
