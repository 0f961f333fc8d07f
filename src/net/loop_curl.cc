#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/check.h"
#include "net/curl_loop.h"

namespace dunlin::net {

namespace asio = boost::asio;

namespace {

using Descriptor = asio::posix::stream_descriptor;
using WaitType = Descriptor::wait_type;
using Timer = asio::steady_timer;

/// What libcurl wants to know about one of its sockets, and what is being waited for.
struct Watch {
  Descriptor descriptor;
  int wanted = CURL_POLL_NONE;
  bool waiting_to_read = false;
  bool waiting_to_write = false;

  Watch(const Executor& executor, curl_socket_t socket) : descriptor(executor, socket) {}
  ~Watch() { let_go(); }

  // libcurl closes its sockets itself, and soon after: the number may then name another socket.
  void let_go() {
    if (descriptor.is_open()) descriptor.release();
  }
};

}  // namespace

struct CurlLoop::State : std::enable_shared_from_this<CurlLoop::State> {
  Executor executor;
  Done done;
  CURLM* multi = curl_multi_init();
  Timer timer;
  std::optional<Timer::time_point> due;
  std::optional<Timer::time_point> rings_at;
  std::map<curl_socket_t, std::shared_ptr<Watch>> watches;
  bool closed = false;

  State(const Executor& executor, Done done)
      : executor(executor), done(std::move(done)), timer(executor) {}

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    static_cast<State*>(self)->watch(socket, what);
    return 0;
  }
  static int on_timer(CURLM*, long delay_ms, void* self) {
    static_cast<State*>(self)->set_timer(delay_ms);
    return 0;
  }

  // libcurl moves its deadline several times in a request, and each move of a timer is a system
  // call: this one moves only to ring earlier, and looks at the deadline when it rings.
  void set_timer(long delay_ms) {
    if (closed) return;
    due.reset();
    if (delay_ms < 0) return;
    if (delay_ms == 0) {
      asio::post(executor, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->act(CURL_SOCKET_TIMEOUT, 0);
      });
      return;
    }
    due = Timer::clock_type::now() + std::chrono::milliseconds(delay_ms);
    if (!rings_at || *due < *rings_at) ring_at(*due);
  }

  void ring_at(Timer::time_point when) {
    rings_at = when;
    timer.expires_at(when);
    timer.async_wait([weak = weak_from_this()](const boost::system::error_code& ec) {
      const auto self = weak.lock();
      if (self && !ec) self->rang();
    });
  }

  void rang() {
    rings_at.reset();
    if (!due) return;
    if (*due > Timer::clock_type::now()) return ring_at(*due);
    due.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
  }

  void watch(curl_socket_t socket, int what) {
    if (closed) return;
    if (what == CURL_POLL_REMOVE) return forget(socket);
    auto& entry = watches[socket];
    if (!entry) entry = std::make_shared<Watch>(executor, socket);
    entry->wanted = what;
    arm(socket, entry);
  }

  void forget(curl_socket_t socket) {
    const auto found = watches.find(socket);
    if (found == watches.end()) return;
    found->second->let_go();
    watches.erase(found);
  }

  void arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
    if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->waiting_to_read) {
      watch->waiting_to_read = true;
      wait(socket, watch, WaitType::wait_read);
    }
    if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->waiting_to_write) {
      watch->waiting_to_write = true;
      wait(socket, watch, WaitType::wait_write);
    }
  }

  void wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch, WaitType type) {
    watch->descriptor.async_wait(
        type, [weak = weak_from_this(), weak_watch = std::weak_ptr(watch), socket, type](auto ec) {
          const auto self = weak.lock();
          const auto watch = weak_watch.lock();
          if (self && watch && !ec) self->ready(socket, watch, type);
        });
  }

  void ready(curl_socket_t socket, const std::shared_ptr<Watch>& watch, WaitType type) {
    const bool reading = type == WaitType::wait_read;
    (reading ? watch->waiting_to_read : watch->waiting_to_write) = false;
    if ((watch->wanted & (reading ? CURL_POLL_IN : CURL_POLL_OUT)) == 0) return;
    const auto self = shared_from_this();
    act(socket, reading ? CURL_CSELECT_IN : CURL_CSELECT_OUT);
    const auto still = watches.find(socket);
    if (still != watches.end() && still->second == watch) arm(socket, watch);
  }

  void act(curl_socket_t socket, int events) {
    if (closed) return;
    const auto self = shared_from_this();
    int running = 0;
    curl_multi_socket_action(multi, socket, events, &running);
    collect();
  }

  void collect() {
    int left = 0;
    while (!closed) {
      const CURLMsg* message = curl_multi_info_read(multi, &left);
      if (!message) return;
      if (message->msg == CURLMSG_DONE) done(message->easy_handle, message->data.result);
    }
  }

  void close() {
    closed = true;
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, nullptr);
    timer.cancel();
    for (const auto& [socket, watch] : watches) watch->let_go();
    watches.clear();
    curl_multi_cleanup(multi);
  }
};

CurlLoop::CurlLoop(const Executor& executor, std::size_t max_connections, Done done)
    : state_(std::make_shared<State>(executor, std::move(done))) {
  State& state = *state_;
  check(state.multi != nullptr, "libcurl gives a multi handle");
  curl_multi_setopt(state.multi, CURLMOPT_SOCKETFUNCTION, &State::on_socket);
  curl_multi_setopt(state.multi, CURLMOPT_SOCKETDATA, &state);
  curl_multi_setopt(state.multi, CURLMOPT_TIMERFUNCTION, &State::on_timer);
  curl_multi_setopt(state.multi, CURLMOPT_TIMERDATA, &state);
  curl_multi_setopt(state.multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  // Unset, most of them would be closed as soon as they are idle.
  curl_multi_setopt(state.multi, CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
  curl_multi_setopt(state.multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                    static_cast<long>(max_connections));
}

CurlLoop::~CurlLoop() {
  state_->close();
}

void CurlLoop::add(CURL* easy) {
  const CURLMcode code = curl_multi_add_handle(state_->multi, easy);
  check(code == CURLM_OK, "libcurl takes an idle easy handle");
}

void CurlLoop::remove(CURL* easy) {
  curl_multi_remove_handle(state_->multi, easy);
}

}  // namespace dunlin::net
