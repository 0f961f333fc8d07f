#pragma once

#include <memory>
#include <string>

#include "feed/feed.h"
#include "server/app.h"

namespace dunlin::server {

/// The hub of this node, joined with those of the other nodes.
class Live {
 public:
  Live(const Outside& outside, std::string run);
  [[nodiscard]] const std::shared_ptr<feed::Hub>& hub() const { return hub_; }
  /// The same outside; what is written there is told.
  [[nodiscard]] Outside watched(const Outside& outside) const;
  /// Ends the streams and the line to other nodes.
  void close();

 private:
  /// The hub may live on in a stream's frame.
  using Line = std::shared_ptr<std::unique_ptr<db::Wakes>>;
  Line line_;
  std::shared_ptr<feed::Hub> hub_;
};

}  // namespace dunlin::server
