#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/instagram/changes.h"
#include "sim/instagram/instagram.h"
#include "sim/instagram/limits.h"
#include "sim/instagram/webhooks.h"

namespace dunlin::instagram {

/// The one state behind the faces of the fake.
struct Core : std::enable_shared_from_this<Core> {
  Core(World world, Options options);

  World world;
  Options options;
  State state;
  Faults faults;
  Limits limits;
  Log<Send> sends;
  Log<Call> calls;
  Log<Delivery> deliveries;
  std::shared_ptr<Changes> changes;
  Webhooks webhooks;
  Deliver deliver;
  std::string target;
  std::uint64_t ordinal = 0;
  std::function<void()> on_change;

  [[nodiscard]] Instant now() const { return world.clock.now(); }
  [[nodiscard]] Switches& switches() { return options.switches; }
  void changed() const {
    if (on_change) on_change();
  }
  /// Opaque, about 150 characters, never the same twice.
  std::string new_mid();
  /// The conversation starts to exist with its first message.
  void open_conversation(Thread& thread);
  /// Appends, tells the watchers, ends "typing…".
  Message& add_message(Thread& thread, Message message);
  /// For the event stream.
  void tell(std::string_view type, const Thread& thread, json::Object facts = {});
  void tell_message(std::string_view type, const Thread& thread, const Message& message);
  /// What the other side wrote is seen by `by` now. Gives the newest mid that was not seen before,
  /// or "".
  std::string see(Thread& thread, Message::By by);
  void show_typing(Thread& thread, bool on);
  void clear();
};

}  // namespace dunlin::instagram
