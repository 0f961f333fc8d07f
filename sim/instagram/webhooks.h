#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/task.h"
#include "sim/instagram/instagram.h"
#include "sim/instagram/webhook_events.h"

namespace dunlin::instagram {

struct Core;

/// The way of events to the App: holds, batches, signs, delivers, tries again (INSTAGRAM §2.4).
class Webhooks {
 public:
  explicit Webhooks(Core& core) : core_(core) {}

  /// Starts the delivery after `wait` (and what the faults add). Nothing when the account is not
  /// subscribed. Gives a number to wait for with `settled`, 0 when nothing will be delivered.
  std::uint64_t emit(Event event, Duration wait = {});
  /// Until the event's first attempt has ended, at most `at_most`.
  Task<void> first_attempt(std::uint64_t number, Duration at_most);

  [[nodiscard]] std::size_t waiting() const {
    return held_.size() + batch_.size() + pending_.size();
  }
  /// A body that was accepted comes once more, with a number of its own. False when it is not kept.
  bool deliver_again(std::uint64_t delivery);
  /// All events that were not accepted, for a snapshot.
  [[nodiscard]] std::vector<Event> unaccepted() const;
  void clear();

 private:
  struct Numbered {
    std::uint64_t number;
    Event event;
  };
  struct Pending {
    std::vector<Numbered> events;
    std::string body;
    UnknownFields unknown = UnknownFields::none;
    int failures = 0;
  };
  /// What was accepted, to come once more with the same bytes.
  struct Accepted {
    std::vector<Numbered> events;
    UnknownFields unknown = UnknownFields::none;
  };

  void ready(std::uint64_t number);
  void flush_batch();
  void deliver(std::vector<Numbered> events);
  void deliver_as(std::vector<Numbered> events, UnknownFields unknown);
  void start(std::uint64_t delivery);
  void start_waiting();
  static Task<void> attempt(std::shared_ptr<Core> core, std::uint64_t delivery);
  net::Request request_for(const Pending& pending, bool wrongly_signed) const;
  void ended(std::uint64_t delivery, Attempt attempt);
  void accepted(std::uint64_t delivery);
  void failed(std::uint64_t delivery);
  void finish(std::uint64_t delivery, Delivery::State state);
  void later(Duration wait, std::function<void(Webhooks&)> fn);
  Delivery* record(std::uint64_t delivery);
  void announce(std::uint64_t delivery);
  void wake(const std::vector<Numbered>& events);

  Core& core_;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_delivery_ = 0;
  std::uint64_t generation_ = 0;
  std::size_t in_flight_ = 0;
  std::map<std::uint64_t, Event> held_;
  std::vector<Numbered> batch_;
  std::map<std::uint64_t, Pending> pending_;
  std::map<std::uint64_t, Accepted> kept_;  ///< when asked for
  std::deque<std::uint64_t> queue_;         ///< deliveries that wait for a free place
  std::map<std::uint64_t, std::shared_ptr<Signal>> watched_;
};

/// How long after its n-th failure (from 1) a delivery is tried again: 0, 0, first, 2·first, … 6 h.
Duration pause_after_failure(int failures, Duration first);

}  // namespace dunlin::instagram
