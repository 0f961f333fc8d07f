#pragma once

#include <memory>
#include <vector>

#include "base/seams.h"
#include "feed/feed.h"
#include "workspace/endpoint.h"

namespace dunlin::server {

inline constexpr int kStreamsOfOne = 16;
inline constexpr int kStreams = 2'000;

/// GET /api/v1/events: the workspace's changes as an event stream. It begins with `ready`, with
/// what came since Last-Event-ID, or with `reset` when that is not known any more. A comment every
/// 10 s; the caller's authority is asked again every 60 s. Errors: events.too_many (429 for one who
/// has kStreamsOfOne, 503 when all have kStreams).
std::vector<workspace::Endpoint> event_endpoints(std::shared_ptr<feed::Hub> hub, Seams& seams);

}  // namespace dunlin::server
