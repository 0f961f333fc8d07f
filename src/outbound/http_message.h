#pragma once

#include <functional>

#include "outbound/store.h"

namespace dunlin::outbound {

/// What the endpoints of this folder stand on.
struct HttpContext {
  db::Database database;
  Seams* seams;
  std::function<void()> wake;
  ListenerList listeners;
};
/// POST /api/v1/conversations/{id}/messages: a person's answer.
workspace::Endpoint message_endpoint(const HttpContext& context);
/// POST /api/v1/sends/{id}/retry: what surely did not arrive is queued again.
workspace::Endpoint retry_endpoint(const HttpContext& context);

}  // namespace dunlin::outbound
