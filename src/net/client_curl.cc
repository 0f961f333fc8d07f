#include "net/client_curl.h"

#include <map>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/check.h"
#include "net/curl_loop.h"
#include "net/curl_transfer.h"
#include "net/signature.h"

namespace dunlin::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMaxSpareHandles = 64;

/// What calls must share to share connections: libcurl does not compare the users of HTTP proxies.
std::string way_out(const ClientRequest& request) {
  if (!request.proxy) return {};
  const Proxy& proxy = *request.proxy;
  const Secret<> whole(fmt::format("{}\n{}\n{}\n{}\n{}", static_cast<int>(proxy.kind), proxy.host,
                                   proxy.port, proxy.user, proxy.password.reveal()));
  return to_hex(sha256(whole.reveal()));
}

class State : public std::enable_shared_from_this<State> {
 public:
  using Handler = asio::any_completion_handler<void(ClientResult)>;

  State(const Executor& executor, CurlOptions options)
      : executor_(executor), options_(std::move(options)) {}

  void start(Handler handler, ClientRequest request) {
    if (auto refusal = Transfer::refusal(request)) {
      return answer(std::move(handler), std::move(*refusal));
    }
    Way& way = way_for(request);
    const std::uint64_t id = ++last_id_;
    auto call = std::make_unique<Call>(take_handle(), std::move(request), options_.ca_file);
    CURL* easy = call->transfer.easy();
    call->id = id;
    call->way = &way;
    // Move assignment of it recurses for ever in Boost 1.81.
    call->handler.swap(handler);
    listen_for_cancellation(*call);
    ++way.calls;
    calls_.emplace(easy, std::move(call));
    way.loop->add(easy);
  }

  /// Forgets all calls; the coroutines that wait for them are destroyed last.
  void close() {
    const auto calls = std::exchange(calls_, {});
    for (const auto& [easy, call] : calls) call->way->loop->remove(easy);
    ways_.clear();
  }

 private:
  struct Way {
    std::unique_ptr<CurlLoop> loop;
    std::size_t calls = 0;
    std::uint64_t last_used = 0;
  };
  struct Call {
    Call(EasyHandle easy, ClientRequest request, const std::string& ca_file)
        : transfer(std::move(easy), std::move(request), ca_file) {}
    Transfer transfer;
    Handler handler;
    Way* way = nullptr;
    std::uint64_t id = 0;
  };

  Way& way_for(const ClientRequest& request) {
    Way& way = ways_[way_out(request)];
    way.last_used = ++last_use_;
    if (way.loop) return way;
    way.loop =
        std::make_unique<CurlLoop>(executor_, options_.max_connections,
                                   [this](CURL* easy, CURLcode code) { finish(easy, code); });
    drop_idle_ways(&way);
    return way;
  }

  void drop_idle_ways(const Way* keep) {
    while (ways_.size() > options_.max_idle_ways) {
      auto oldest = ways_.end();
      for (auto at = ways_.begin(); at != ways_.end(); ++at) {
        const bool idle = at->second.calls == 0 && &at->second != keep;
        const bool older = oldest == ways_.end() || at->second.last_used < oldest->second.last_used;
        if (idle && older) oldest = at;
      }
      if (oldest == ways_.end()) return;
      ways_.erase(oldest);
    }
  }

  EasyHandle take_handle() {
    EasyHandle handle;
    if (spare_.empty()) {
      handle.reset(curl_easy_init());
    } else {
      handle = std::move(spare_.back());
      spare_.pop_back();
    }
    check(handle != nullptr, "libcurl gives an easy handle");
    return handle;
  }

  void listen_for_cancellation(Call& call) {
    auto slot = asio::get_associated_cancellation_slot(call.handler);
    if (!slot.is_connected()) return;
    slot.assign([weak = weak_from_this(), easy = call.transfer.easy(), id = call.id](auto type) {
      const auto self = weak.lock();
      if (self && type != asio::cancellation_type::none) self->cancel(easy, id);
    });
  }

  void cancel(CURL* easy, std::uint64_t id) {
    const auto found = calls_.find(easy);
    if (found == calls_.end() || found->second->id != id) return;
    const auto call = take_call(found);
    answer(std::move(call->handler), call->transfer.cancelled());
  }

  void finish(CURL* easy, CURLcode code) {
    const auto found = calls_.find(easy);
    check(found != calls_.end(), "libcurl finishes only calls that were started");
    const auto call = take_call(found);
    ClientResult result = call->transfer.result(code);
    if (spare_.size() < kMaxSpareHandles) spare_.push_back(call->transfer.take_handle());
    asio::get_associated_cancellation_slot(call->handler).clear();
    answer(std::move(call->handler), std::move(result));
  }

  std::unique_ptr<Call> take_call(std::map<CURL*, std::unique_ptr<Call>>::iterator at) {
    auto call = std::move(at->second);
    calls_.erase(at);
    call->way->loop->remove(call->transfer.easy());
    --call->way->calls;
    return call;
  }

  void answer(Handler handler, ClientResult result) {
    asio::post(executor_, [handler = std::move(handler), result = std::move(result)]() mutable {
      std::move(handler)(std::move(result));
    });
  }

  Executor executor_;
  CurlOptions options_;
  std::map<std::string, Way> ways_;
  std::map<CURL*, std::unique_ptr<Call>> calls_;
  std::vector<EasyHandle> spare_;
  std::uint64_t last_id_ = 0;
  std::uint64_t last_use_ = 0;
};

class CurlClient : public Client {
 public:
  CurlClient(const Executor& executor, CurlOptions options)
      : state_(std::make_shared<State>(executor, std::move(options))) {}
  ~CurlClient() override { state_->close(); }

  Task<ClientResult> send(ClientRequest request) override {
    auto start = [state = state_, request = std::move(request)](auto handler) mutable {
      state->start(State::Handler(std::move(handler)), std::move(request));
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(ClientResult)>(
        std::move(start), asio::use_awaitable);
  }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<Client> make_curl_client(const Executor& executor, CurlOptions options) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  check(ready == CURLE_OK, "libcurl starts");
  return std::make_unique<CurlClient>(executor, std::move(options));
}

}  // namespace dunlin::net
