#pragma once

#include <functional>
#include <memory>

#include <curl/curl.h>

#include "base/task.h"

namespace dunlin::net {

/// One libcurl multi handle (a pool of connections) whose sockets and timer wait on an Asio
/// executor.
class CurlLoop {
 public:
  /// `done` is called outside of any libcurl callback; it may add and remove handles.
  using Done = std::function<void(CURL*, CURLcode)>;

  CurlLoop(const Executor& executor, std::size_t max_connections, Done done);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;
  ~CurlLoop();

  void add(CURL* easy);
  void remove(CURL* easy);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::net
