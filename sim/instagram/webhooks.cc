#include "sim/instagram/webhooks.h"

#include <algorithm>
#include <utility>

#include "sim/instagram/core.h"
#include "sim/instagram/sign.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

constexpr Duration kGiveUpAfter = std::chrono::hours{36};
constexpr Duration kUnsubscribeAfter = std::chrono::hours{1};
constexpr Duration kLongestPause = std::chrono::hours{6};

struct Waiting {
  explicit Waiting(Timers& timers) : arrived(timers) {}
  Signal arrived;
  int status = 0;
};

/// In a coroutine of its own: the App may never answer, and its frames may vanish.
Task<void> carry(Deliver deliver, net::Request request, std::shared_ptr<Waiting> waiting) {
  const net::Response response = co_await deliver(std::move(request));
  waiting->status = response.status;
  waiting->arrived.notify();
}

}  // namespace

Duration pause_after_failure(int failures, Duration first) {
  if (failures <= 2) return Duration{0};
  Duration pause = first;
  for (int i = 3; i < failures && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, kLongestPause);
}

void Webhooks::later(Duration wait, std::function<void(Webhooks&)> fn) {
  const std::weak_ptr<Core> weak = core_.weak_from_this();
  core_.world.timers.after(wait, [weak, fn = std::move(fn), generation = generation_] {
    const auto core = weak.lock();
    if (core && core->webhooks.generation_ == generation) fn(core->webhooks);
  });
}

std::uint64_t Webhooks::emit(Event event, Duration wait) {
  const Account* account = core_.state.account(event.ig_id);
  if (account == nullptr || !account->subscribed) return 0;
  Faults& faults = core_.faults;
  if (faults.strikes("webhook_lost")) {
    Delivery lost{.id = ++last_delivery_, .ig_id = event.ig_id, .events = {event.key}};
    lost.first_at = core_.now();
    lost.state = Delivery::State::dropped;
    core_.deliveries.add(std::move(lost));
    announce(last_delivery_);
    return 0;
  }
  if (faults.strikes("webhook_delay")) wait += faults.drawn_delay("webhook_delay");
  if (faults.strikes("webhook_reorder")) wait += faults.drawn_delay("webhook_reorder");
  const std::uint64_t number = ++last_number_;
  held_.emplace(number, std::move(event));
  if (wait > Duration{0}) {
    later(wait, [number](Webhooks& self) { self.ready(number); });
  } else {
    ready(number);
  }
  return number;
}

void Webhooks::ready(std::uint64_t number) {
  auto node = held_.extract(number);
  if (node.empty()) return;
  const bool joins = !batch_.empty() || core_.faults.strikes("webhook_batch");
  if (!joins) {
    std::vector<Numbered> events;
    events.push_back({number, std::move(node.mapped())});
    return deliver(std::move(events));
  }
  const bool opens = batch_.empty();
  batch_.push_back({number, std::move(node.mapped())});
  const auto most = std::clamp<std::int64_t>(core_.faults.value("webhook_batch", "max"), 1, 1000);
  if (batch_.size() >= static_cast<std::size_t>(most)) return flush_batch();
  if (!opens) return;
  const auto window = std::chrono::milliseconds{core_.faults.value("webhook_batch", "window_ms")};
  later(window, [](Webhooks& self) { self.flush_batch(); });
}

void Webhooks::flush_batch() {
  if (!batch_.empty()) deliver(std::exchange(batch_, {}));
}

void Webhooks::deliver(std::vector<Numbered> events) {
  const auto unknown =
      core_.faults.strikes("unknown_fields") ? UnknownFields::some : UnknownFields::none;
  deliver_as(std::move(events), unknown);
}

void Webhooks::deliver_as(std::vector<Numbered> events, UnknownFields unknown) {
  std::vector<Event> plain;
  Delivery entry{
      .id = ++last_delivery_, .ig_id = events.front().event.ig_id, .first_at = core_.now()};
  for (const Numbered& one : events) {
    plain.push_back(one.event);
    entry.events.push_back(one.event.key);
  }
  Pending pending{.events = std::move(events),
                  .body = delivery_body(plain, core_.switches(), unknown),
                  .unknown = unknown};
  entry.body_sha256 = hex_sha256(pending.body);
  const std::uint64_t id = entry.id;
  core_.deliveries.add(std::move(entry));
  pending_.emplace(id, std::move(pending));
  const bool drops = core_.options.no_target == Options::NoTarget::drop;
  if (!core_.deliver && drops) return finish(id, Delivery::State::dropped);
  start(id);
}

void Webhooks::start(std::uint64_t delivery) {
  if (in_flight_ >= core_.options.deliveries_in_flight) {
    queue_.push_back(delivery);
    return;
  }
  ++in_flight_;
  spawn(core_.world.executor, attempt(core_.shared_from_this(), delivery));
}

void Webhooks::start_waiting() {
  if (queue_.empty() || in_flight_ >= core_.options.deliveries_in_flight) return;
  const std::uint64_t next = queue_.front();
  queue_.pop_front();
  start(next);
}

net::Request Webhooks::request_for(const Pending& pending, bool wrongly_signed) const {
  const App& app = core_.options.app;
  const bool meta = app.signer == App::Signer::meta_secret;
  std::string secret = meta ? app.meta_secret : app.app_secret;
  if (wrongly_signed) secret += "-wrong";
  const HubSignatures signatures = sign(secret, pending.body);
  net::Request request;
  request.method = "POST";
  request.path = "/webhooks/instagram";
  request.headers.set("Content-Type", "application/json");
  request.headers.set("User-Agent", "facebookexternalua");
  request.headers.set("X-Hub-Signature", signatures.sha1);
  request.headers.set("X-Hub-Signature-256", signatures.sha256);
  request.body = pending.body;
  return request;
}

Task<void> Webhooks::attempt(std::shared_ptr<Core> core, std::uint64_t delivery) {
  Webhooks& self = core->webhooks;
  const auto it = self.pending_.find(delivery);
  if (it == self.pending_.end() || !core->deliver) {
    --self.in_flight_;
    self.ended(delivery, {.at = core->now(), .fault = "no_target"});
    self.start_waiting();
    co_return;
  }
  Attempt attempt{.at = core->now()};
  const bool wrong = core->faults.strikes("webhook_wrong_signature");
  if (wrong) attempt.fault = "wrong_signature";
  net::Request request = self.request_for(it->second, wrong);
  const auto waiting = std::make_shared<Waiting>(core->world.timers);
  const std::uint64_t generation = self.generation_;
  spawn(core->world.executor, carry(core->deliver, std::move(request), waiting));
  co_await waiting->arrived.wait(core->switches().ack_limit);
  attempt.status = waiting->status;
  if (!wrong && core->faults.strikes("webhook_answer_lost")) {
    attempt.fault = "answer_lost";
    attempt.status = 0;
  }
  if (self.generation_ != generation) co_return;
  --self.in_flight_;
  self.ended(delivery, std::move(attempt));
  self.start_waiting();
}

void Webhooks::ended(std::uint64_t delivery, Attempt attempt) {
  const auto it = pending_.find(delivery);
  if (it == pending_.end()) return;
  const bool good = attempt.status == 200 && attempt.fault.empty();
  if (Delivery* entry = record(delivery)) entry->attempts.push_back(std::move(attempt));
  wake(it->second.events);
  good ? accepted(delivery) : failed(delivery);
}

void Webhooks::accepted(std::uint64_t delivery) {
  if (core_.options.keep_accepted == Options::Keep::yes) {
    kept_.emplace(delivery, Accepted{pending_.at(delivery).events, pending_.at(delivery).unknown});
  }
  if (core_.faults.strikes("webhook_duplicate")) {
    const auto again =
        std::make_shared<Accepted>(pending_.at(delivery).events, pending_.at(delivery).unknown);
    later(core_.faults.drawn_delay("webhook_duplicate"),
          [again](Webhooks& self) { self.deliver_as(again->events, again->unknown); });
  }
  finish(delivery, Delivery::State::accepted);
}

bool Webhooks::deliver_again(std::uint64_t delivery) {
  const auto found = kept_.find(delivery);
  if (found == kept_.end()) return false;
  deliver_as(found->second.events, found->second.unknown);
  return true;
}

void Webhooks::failed(std::uint64_t delivery) {
  Pending& pending = pending_.at(delivery);
  const Delivery* entry = record(delivery);
  const Duration age = entry != nullptr ? core_.now() - entry->first_at : Duration{0};
  const Duration pause = pause_after_failure(++pending.failures, core_.options.retry_first);
  const bool stops = core_.switches().retries == Switches::Retries::unsubscribe_after_1_h;
  if (stops && age >= kUnsubscribeAfter) {
    for (const Numbered& one : pending.events)
      core_.state.account(one.event.ig_id)->subscribed = false;
    return finish(delivery, Delivery::State::dropped);
  }
  if (age + pause > kGiveUpAfter) return finish(delivery, Delivery::State::dropped);
  announce(delivery);
  later(pause, [delivery](Webhooks& self) { self.start(delivery); });
}

void Webhooks::finish(std::uint64_t delivery, Delivery::State state) {
  if (Delivery* entry = record(delivery)) entry->state = state;
  const auto node = pending_.extract(delivery);
  if (!node.empty()) wake(node.mapped().events);
  announce(delivery);
  core_.changed();
}

Delivery* Webhooks::record(std::uint64_t delivery) {
  auto& all = core_.deliveries.all();
  if (all.empty() || delivery < all.front().id) return nullptr;
  const std::uint64_t place = delivery - all.front().id;
  return place < all.size() ? &all[place] : nullptr;
}

void Webhooks::announce(std::uint64_t delivery) {
  const Delivery* entry = record(delivery);
  if (entry == nullptr || core_.options.changes_kept == 0) return;
  core_.changes->add("delivery", {{"account", entry->ig_id}, {"delivery", view(*entry)}});
}

void Webhooks::wake(const std::vector<Numbered>& events) {
  for (const Numbered& one : events) {
    const auto it = watched_.find(one.number);
    if (it != watched_.end()) it->second->notify();
  }
}

Task<void> Webhooks::first_attempt(std::uint64_t number, Duration at_most) {
  if (number == 0) co_return;
  const auto core = core_.shared_from_this();
  const auto signal = std::make_shared<Signal>(core->world.timers);
  core->webhooks.watched_[number] = signal;
  co_await signal->wait(at_most);
  core->webhooks.watched_.erase(number);
}

std::vector<Event> Webhooks::unaccepted() const {
  std::vector<Event> out;
  for (const auto& [id, pending] : pending_) {
    for (const Numbered& one : pending.events) out.push_back(one.event);
  }
  for (const Numbered& one : batch_) out.push_back(one.event);
  for (const auto& [number, event] : held_) out.push_back(event);
  return out;
}

void Webhooks::clear() {
  ++generation_;
  in_flight_ = 0;
  held_.clear();
  batch_.clear();
  pending_.clear();
  kept_.clear();
  queue_.clear();
}

}  // namespace dunlin::instagram
