#pragma once

#include "outbound/gate.h"

/// How a send leaves the server. `graph` and `simulator` are one Transport: the simulator is a
/// Graph at another address. What goes `by_hand` or by `device` never reaches one: with the gate's
/// permit it becomes a task (store_begin.cc).
namespace dunlin::outbound {

struct Outgoing {
  graph::Caller caller;
  graph::Recipient recipient;
  graph::Content content;
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Puts it on the wire once. The permit is of this intent, for a message, and is used up.
  virtual Task<graph::SendAnswer> deliver(Permit permit, Outgoing what) = 0;
  /// Shows "typing" to the person. The permit is for a mark.
  virtual Task<graph::SendAnswer> show_typing(Permit permit, graph::Caller caller,
                                              std::string igsid) = 0;
};

}  // namespace dunlin::outbound
