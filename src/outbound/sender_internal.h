#pragma once

#include "outbound/app_budget.h"
#include "outbound/store.h"
#include "outbound/transport_graph.h"
#include "outbound/wire_pacer.h"

/// What the pieces of the sender share. Everything in it may vanish: the rows are the truth.
namespace dunlin::outbound {

struct Sender::State {
  State(Seams& seams, db::Database database, net::Client& client, const accounts::Vault& vault,
        Options options, ListenerList listeners);

  Seams& seams;
  db::Database database;
  const accounts::Vault& vault;
  Options options;
  ListenerList listeners;
  graph::Graph graph;
  GraphTransport transport;
  Claimer claimer;
  AppBudget app;
  WirePacer pacer;
  Signal wake;
  std::size_t active = 0;  ///< sends and read-backs under way
  /// How many were due at once the last time, and with that how many are begun at once: no more
  /// than come, because each takes a call of the app ahead, which a crash loses.
  std::size_t together = 1;
  std::size_t helpers = 0;  ///< that begin beside the first, while more is due than fits at once
  enum class Phase { working, stopping } phase = Phase::working;
  std::optional<Monotonic> maintained;
  std::optional<Monotonic> known_from;  ///< every other node has counted this one by then

  [[nodiscard]] bool stopping() const { return phase == Phase::stopping; }
  [[nodiscard]] Instant now() const { return seams.clock.now(); }
  [[nodiscard]] Monotonic monotonic() const { return seams.clock.monotonic(); }
  /// Two thirds of the lease: after it another worker may soon take over.
  [[nodiscard]] Duration lease_to_use() const { return options.lease * 2 / 3; }
  [[nodiscard]] Beginning beginning(std::optional<UsedUp> app_budget) const;
};
using SenderState = std::shared_ptr<Sender::State>;

/// One claimed intent from the gate to its outcome, without a typing mark. `app_budget`: until when
/// the app has no call for it; nothing when one was taken for it.
Task<void> deliver(SenderState state, Intent intent, Monotonic claimed_at,
                   std::optional<UsedUp> app_budget);
/// One that has begun, to its outcome.
Task<void> send(SenderState state, Intent intent, Begun begun, Monotonic began_at);
/// Calls of the app for marks before so many messages: none when much is on the wire.
std::size_t take_marks(Sender::State& state, std::size_t messages);
/// Shows "typing" to the person, if nothing else is waiting for the wire; a mark's answer is waited
/// for as long as a person would not notice. When it says by then that the account must not call
/// any more, it is the answer of the message too, which does not leave.
Task<std::optional<graph::SendAnswer>> show_typing(SenderState state, const Intent& intent,
                                                   Begun& begun);
/// Looks at Instagram whether an unknown send arrived, and settles it when that can be known.
Task<void> read_back(SenderState state, Intent intent);
/// What dead processes left, and the read-backs that are due. Cheap when there is nothing.
Task<void> maintain(SenderState state);

}  // namespace dunlin::outbound
