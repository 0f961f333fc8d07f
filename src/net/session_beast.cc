#include <algorithm>
#include <utility>

#include "base/log.h"
#include "net/beast_session.h"

namespace dunlin::net {
namespace {

constexpr std::size_t kHeadRead_bytes = 4 * 1024;
constexpr std::size_t kKeptBuffer_bytes = 16 * 1024;
constexpr std::size_t kDefaultBody_bytes = 1024 * 1024;
constexpr std::size_t kMostDrained_bytes = 64 * 1024 * 1024;
constexpr Duration kLinger = std::chrono::seconds{2};

constexpr Refusal kTooSlow{408, "The request did not arrive in time."};

HeadLimits head_limits(const ServerLimits& limits) {
  return {.request_line_bytes = limits.request_line_bytes,
          .header_bytes = limits.header_bytes,
          .header_count = limits.header_count};
}

}  // namespace

Session::Session(std::shared_ptr<Hub> hub, std::unique_ptr<ByteStream> stream, IpAddress peer)
    : hub_(std::move(hub)),
      stream_(std::move(stream)),
      peer_(peer),
      scanner_(head_limits(hub_->options.limits)) {
  hub_->sessions.push_front(this);
  place_ = hub_->sessions.begin();
  enter(Phase::reading, hub_->options.limits.header_time);
}

Session::~Session() {
  hub_->sessions.erase(place_);
  hub_->forget(*this);
}

void Session::enter(Phase phase, Duration at_most) {
  phase_ = phase;
  deadline_ = phase == Phase::handling ? Hub::Clock::time_point::max() : hub_->deadline_in(at_most);
}

void Session::look_at_deadline(Hub::Clock::time_point now) {
  if (now < deadline_) return;
  deadline_ = Hub::Clock::time_point::max();
  timed_out_ = true;
  stream_->cancel();
}

/// A new connection has its time for the first head already; a kept one gets it with the first
/// byte.
void Session::start_reading() {
  if (!std::exchange(fresh_, false)) return enter(Phase::reading, hub_->options.limits.header_time);
  phase_ = Phase::reading;
}

void Session::close_if_idle() {
  if (phase_ == Phase::idle) close();
}

void Session::close() {
  closed_ = true;
  stream_->close();
}

void Session::consume(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ < in_.size()) return;
  in_.clear();
  begin_ = 0;
}

void Session::shrink() {
  if (in_.empty() && in_.capacity() > kKeptBuffer_bytes) std::string().swap(in_);
  if (out_.capacity() > kKeptBuffer_bytes) std::string().swap(out_);
}

Task<bool> Session::fill(std::size_t at_least) {
  if (begin_ > 0) {
    in_.erase(0, begin_);
    begin_ = 0;
  }
  const std::size_t old = in_.size();
  in_.resize(old + at_least);
  const std::span<char> space(in_.data() + old, at_least);
  const auto got = co_await stream_->read(space);
  in_.resize(old + got);
  // A peer that never pauses leaves nothing to cancel when its time ends.
  co_return got > 0 && !timed_out_;
}

Task<void> Session::run(std::shared_ptr<Session> self) {
  const auto open = co_await self->stream_->open();
  if (open) {
    self->enter(Phase::idle, self->hub_->options.limits.header_time);
    Next next = Next::serve;
    while (next == Next::serve) {
      const auto after = co_await self->serve_one();
      next = after;
    }
  }
  self->stream_->close();
}

Task<Session::Next> Session::serve_one() {
  Head head;
  const auto complete = co_await read_head(head);
  if (!complete) co_return Next::end;
  const bool asterisk = head.target == "*";
  auto parsed = parse_target(asterisk ? "/" : head.target);
  if (const auto* refusal = std::get_if<Refusal>(&parsed)) {
    co_await refuse(*refusal);
    co_return Next::end;
  }
  auto& target = std::get<Target>(parsed);
  const auto& body_limit = hub_->options.limits.body_limit;
  const std::size_t limit = body_limit ? body_limit(head.method, target.path) : kDefaultBody_bytes;
  std::string body;
  const auto has_body = co_await read_body(head, limit, body);
  if (!has_body) co_return Next::end;
  if (asterisk) {
    Response nothing;
    nothing.status = 204;
    co_return co_await answer(head, std::move(nothing));
  }
  Request request = make_request(head, std::move(target), std::move(body));
  enter(Phase::handling, {});
  auto response = co_await ask_handler(std::move(request));
  if (response.status == 0) co_return Next::end;
  co_return co_await answer(head, std::move(response));
}

Request Session::make_request(Head& head, Target target, std::string body) const {
  const Transport transport = hub_->tls ? Transport::tls : Transport::plain;
  Request request;
  request.peer = resolve_peer(peer_, transport, head.headers, hub_->trusted);
  request.method = head.method;
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  request.headers = std::move(head.headers);
  request.body = std::move(body);
  return request;
}

Task<bool> Session::read_head(Head& head) {
  scanner_.reset();
  while (true) {
    const auto scanned = scanner_.scan(unread());
    if (const auto* refusal = std::get_if<Refusal>(&scanned)) {
      co_await refuse(*refusal);
      co_return false;
    }
    if (const auto* found = std::get_if<HeadScanner::Complete>(&scanned)) {
      const std::string_view bytes = unread().substr(found->begin, found->end - found->begin);
      auto parsed = parse_head(bytes, head_limits(hub_->options.limits));
      if (const auto* refusal = std::get_if<Refusal>(&parsed)) {
        co_await refuse(*refusal);
        co_return false;
      }
      consume(found->end);
      head = std::move(std::get<Head>(parsed));
      co_return true;
    }
    if (phase_ == Phase::idle && hub_->stopping) co_return false;
    if (phase_ == Phase::idle && !unread().empty()) start_reading();
    const auto more = co_await fill(kHeadRead_bytes);
    if (more) continue;
    if (timed_out_ && phase_ == Phase::reading) co_await refuse(kTooSlow);
    co_return false;
  }
}

Task<Response> Session::ask_handler(Request request) {
  try {
    co_return co_await hub_->handler(std::move(request));
  } catch (const std::exception& failure) {
    log::error("http.handler_threw", {{"what", std::string_view(failure.what())}});
  }
  co_return refusal_answer({500, "Something went wrong here."});
}

Task<Session::Next> Session::answer(const Head& head, Response response) {
  const bool close = head.after == Head::After::close || hub_->stopping;
  const Framing framing = framing_of(response, head);
  const AnswerFrame frame{.framing = framing,
                          .after = close || framing == Framing::until_close
                                       ? Head::After::close
                                       : Head::After::keep_alive,
                          .date = hub_->date};
  append_answer_head(out_, response, frame);
  const bool with_body = head.method != "HEAD" && framing != Framing::no_body;
  if (with_body && framing == Framing::length) out_ += response.body;
  const auto sent = co_await send();
  if (!sent) co_return Next::end;
  if (with_body && response.stream) {
    stream_framing_ = framing;
    const auto whole = co_await stream_body(response);
    if (!whole) co_return Next::end;
  }
  shrink();
  if (frame.after == Head::After::close) {
    co_await linger();
    co_return Next::end;
  }
  fresh_ = false;
  enter(Phase::idle, hub_->options.limits.keep_alive);
  co_return Next::serve;
}

Task<bool> Session::stream_body(const Response& response) {
  enter(Phase::handling, {});
  try {
    co_await response.stream(*this);
  } catch (const std::exception& failure) {
    log::error("http.stream_threw", {{"what", std::string_view(failure.what())}});
    co_return false;
  }
  if (timed_out_ || closed_) co_return false;
  if (stream_framing_ == Framing::chunked) out_ += kLastChunk;
  co_return co_await send();
}

Task<Status> Session::write(std::string part) {
  if (!part.empty() && !closed_) {
    if (stream_framing_ == Framing::chunked) {
      append_chunk(out_, part);
    } else {
      out_ += part;
    }
  }
  const auto sent = co_await send();
  enter(Phase::handling, {});
  if (sent) co_return Status();
  closed_ = true;
  co_return Error(Code::unavailable, "net.client_gone", "The client has closed the stream.");
}

Task<bool> Session::send() {
  if (closed_ || timed_out_) co_return false;
  const auto& limits = hub_->options.limits;
  const auto by_size =
      std::chrono::seconds(out_.size() / std::max<std::size_t>(limits.body_bytes_per_second, 1));
  enter(Phase::writing, limits.body_time + by_size);
  std::string_view rest = out_;
  rest.remove_prefix(stream_->write_now(rest));
  bool ok = true;
  if (!rest.empty()) {
    const auto written = co_await stream_->write(rest);
    ok = written;
  }
  out_.clear();
  co_return ok;
}

Task<void> Session::refuse(Refusal refusal) {
  timed_out_ = false;
  append_answer_head(out_, refusal_answer(refusal),
                     {.after = Head::After::close, .date = hub_->date});
  out_ += refusal_answer(refusal).body;
  const auto sent = co_await send();
  if (sent) co_await linger();
}

// Closing while the peer still sends would reset the connection and could take the answer with it.
Task<void> Session::linger() {
  enter(Phase::reading, kLinger);
  co_await stream_->end_writing();
  std::size_t drained = 0;
  bool more = !timed_out_ && !closed_;
  while (more && drained < kMostDrained_bytes) {
    consume(unread().size());
    const auto got = co_await fill(kKeptBuffer_bytes);
    drained += unread().size();
    more = got && !closed_;
  }
}

}  // namespace dunlin::net
