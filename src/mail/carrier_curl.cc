#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/url/parse.hpp>
#include <curl/curl.h>

#include "base/check.h"
#include "mail/mail.h"
#include "net/address.h"

namespace dunlin::mail {
namespace {

using Handler = boost::asio::any_completion_handler<void(Status)>;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// What is still to be read of a message.
struct Source {
  std::string_view rest;
};

std::size_t read_some(char* out, std::size_t size, std::size_t count, void* self) {
  auto& source = *static_cast<Source*>(self);
  const std::size_t take = std::min(size * count, source.rest.size());
  source.rest.copy(out, take);
  source.rest.remove_prefix(take);
  return take;
}

int stop_when_told(void* closing, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(closing)->load() ? 1 : 0;
}

bool is_loopback_host(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return false;
  if (parsed->host() == "localhost") return true;
  const auto address = net::parse_address(parsed->host_address());
  return address && net::is_loopback(*address);
}

Error failure(CURLcode code, long status) {
  // 4xx is for now, 5xx for ever, but for a refused sign-in, which is the operator's to mend.
  const bool never = status >= 500 && code != CURLE_LOGIN_DENIED;
  if (never) {
    return Error(Code::invalid, "mail.refused",
                 "The mail server refuses this letter with " + std::to_string(status));
  }
  return Error(Code::unavailable, "mail.unreachable",
               std::string("The mail server did not take the letter: ") + curl_easy_strerror(code));
}

class Smtp {
 public:
  explicit Smtp(SmtpOptions options)
      : options_(std::move(options)), on_loopback_(is_loopback_host(options_.url.reveal())) {}

  /// What is under way is given up soon after.
  void give_up() { closing_ = true; }

  Status send(const std::string& to, const std::string& message) {
    const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
    const std::unique_ptr<curl_slist, FreeList> recipients(
        curl_slist_append(nullptr, ("<" + to + ">").c_str()));
    check(easy && recipients, "libcurl gives a handle");
    Source source{message};
    set_up(easy.get());
    const std::string from = "<" + options_.from + ">";
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, &read_some);
    curl_easy_setopt(easy.get(), CURLOPT_READDATA, &source);
    curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
    const CURLcode code = curl_easy_perform(easy.get());
    if (code == CURLE_OK) return {};
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    return failure(code, status);
  }

 private:
  void set_up(CURL* easy) {
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(options_.deadline);
    curl_easy_setopt(easy, CURLOPT_URL, options_.url.reveal().c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &stop_when_told);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, static_cast<void*>(&closing_));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(on_loopback_ ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_file.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
  }

  SmtpOptions options_;
  bool on_loopback_;
  std::atomic<bool> closing_ = false;
};

struct Order {
  std::string to, message;
  Executor home;
  std::shared_ptr<Handler> done;
};

/// A letter takes seconds at times; a thread of its own waits for it.
class ThreadedCarrier final : public Carrier {
 public:
  explicit ThreadedCarrier(SmtpOptions options) : smtp_(std::move(options)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    check(ready == CURLE_OK, "libcurl starts");
    thread_ = std::thread([this] { work(); });
  }
  ~ThreadedCarrier() override {
    smtp_.give_up();
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  Task<Status> carry(std::string to, std::string message) override {
    const Executor home = co_await boost::asio::this_coro::executor;
    auto start = [this, home](auto handler, std::string address, std::string bytes) {
      {
        const std::lock_guard lock(mutex_);
        orders_.push_back({.to = std::move(address),
                           .message = std::move(bytes),
                           .home = home,
                           .done = std::make_shared<Handler>(std::move(handler))});
      }
      changed_.notify_one();
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                   void(Status)>(
        std::move(start), boost::asio::use_awaitable, std::move(to), std::move(message));
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closing_ || !orders_.empty(); });
      if (closing_) return;
      const Order order = std::move(orders_.front());
      orders_.pop_front();
      lock.unlock();
      const auto result = std::make_shared<Status>(smtp_.send(order.to, order.message));
      post(order.home, [done = order.done, result] { std::move (*done)(std::move(*result)); });
    }
  }

  Smtp smtp_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Order> orders_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Carrier> smtp_carrier(SmtpOptions options) {
  return std::make_unique<ThreadedCarrier>(std::move(options));
}

}  // namespace dunlin::mail
