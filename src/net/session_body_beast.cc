#include <algorithm>

#include "net/beast_session.h"

namespace dunlin::net {
namespace {

constexpr std::size_t kBodyRead_bytes = 64 * 1024;
constexpr std::size_t kReservedAtOnce_bytes = 256 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr Refusal kTooSlow{408, "The body did not arrive in time."};
constexpr Refusal kTooLarge{413, "The body is larger than allowed here."};

}  // namespace

Task<bool> Session::read_body(const Head& head, std::size_t limit, std::string& body) {
  if (head.body == Head::Body::none) co_return true;
  if (head.content_length > limit) {
    co_await refuse(kTooLarge);
    co_return false;
  }
  const auto offered = co_await offer_to_read(head);
  if (!offered) co_return false;
  body_start_ = hub_->now;
  enter(Phase::reading, hub_->options.limits.body_time);
  body_end_ = deadline_;
  extend_for(0);
  if (head.body == Head::Body::chunked) co_return co_await read_chunked(limit, body);
  co_return co_await read_counted(head.content_length, body);
}

/// The whole has its time, and so has what has come so far: the header's time plus its size at the
/// lowest rate.
void Session::extend_for(std::size_t body_bytes) {
  const auto& limits = hub_->options.limits;
  const auto by_rate = std::chrono::microseconds(
      body_bytes * 1'000'000 / std::max<std::size_t>(limits.body_bytes_per_second, 1));
  deadline_ = std::min(body_end_, body_start_ + limits.header_time + by_rate);
}

Task<bool> Session::offer_to_read(const Head& head) {
  if (!head.expects_continue || !unread().empty()) co_return true;
  out_ += kContinue;
  co_return co_await send();
}

Task<bool> Session::read_counted(std::size_t bytes, std::string& body) {
  body.reserve(std::min(bytes, kReservedAtOnce_bytes));
  while (true) {
    const std::string_view now = unread().substr(0, bytes - body.size());
    body.append(now);
    consume(now.size());
    if (body.size() == bytes) co_return true;
    extend_for(body.size());
    const auto more = co_await fill(std::min(bytes - body.size(), kBodyRead_bytes));
    if (more) continue;
    if (timed_out_) co_await refuse(kTooSlow);
    co_return false;
  }
}

Task<bool> Session::read_chunked(std::size_t limit, std::string& body) {
  ChunkDecoder decoder(limit);
  while (true) {
    std::string_view rest = unread();
    const auto state = decoder.feed(rest, body);
    consume(unread().size() - rest.size());
    if (state == ChunkDecoder::State::done) co_return true;
    if (state == ChunkDecoder::State::refused) {
      co_await refuse(decoder.refusal());
      co_return false;
    }
    extend_for(body.size());
    const auto more = co_await fill(kBodyRead_bytes);
    if (more) continue;
    if (timed_out_) co_await refuse(kTooSlow);
    co_return false;
  }
}

}  // namespace dunlin::net
