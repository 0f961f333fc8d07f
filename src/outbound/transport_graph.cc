#include "outbound/transport_graph.h"

#include "base/check.h"

namespace dunlin::outbound {

Task<graph::SendAnswer> GraphTransport::deliver(Permit permit, Outgoing what) {
  check(permit.leave() == Permit::Leave::message, "a message leaves with a permit for a message");
  const bool human_agent = permit.tag() == Permit::Tag::human_agent;
  co_return co_await graph_.send(what.caller, what.recipient, what.content, human_agent);
}

Task<graph::SendAnswer> GraphTransport::show_typing(Permit permit, graph::Caller caller,
                                                    std::string igsid) {
  check(permit.leave() == Permit::Leave::mark, "a typing mark leaves with a permit for a mark");
  co_return co_await graph_.sender_action(caller, std::move(igsid), graph::SenderAction::typing_on);
}

}  // namespace dunlin::outbound
