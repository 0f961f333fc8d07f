#pragma once

#include "outbound/transport.h"

namespace dunlin::outbound {

class GraphTransport final : public Transport {
 public:
  explicit GraphTransport(graph::Graph& graph) : graph_(graph) {}
  Task<graph::SendAnswer> deliver(Permit permit, Outgoing what) override;
  Task<graph::SendAnswer> show_typing(Permit permit, graph::Caller caller,
                                      std::string igsid) override;

 private:
  graph::Graph& graph_;
};

}  // namespace dunlin::outbound
