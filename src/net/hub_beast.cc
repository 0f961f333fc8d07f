#include <algorithm>
#include <array>
#include <ctime>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fcntl.h>
#include <fmt/format.h>

#include "base/log.h"
#include "net/beast_session.h"

namespace dunlin::net {

namespace asio = boost::asio;

namespace {

using asio::ip::tcp;

constexpr Duration kShortestTick = std::chrono::milliseconds{5};
constexpr Duration kLongestTick = std::chrono::milliseconds{100};
constexpr Refusal kFull{503, "Too many connections; try again later."};

IpAddress address_of(const asio::ip::address& address) {
  if (address.is_v4()) return ipv4(address.to_v4().to_bytes());
  const auto bytes = address.to_v6().to_bytes();
  IpAddress out;
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return out;
}

/// IMF-fixdate (RFC 9110 §5.6.7).
std::string http_date(std::time_t at) {
  static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  gmtime_r(&at, &parts);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[parts.tm_wday], parts.tm_mday,
                     months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                     parts.tm_sec);
}

}  // namespace

Hub::Hub(const Executor& executor, ServerOptions options, TrustedProxies trusted, Handler handler)
    : executor(executor),
      options(std::move(options)),
      trusted(std::move(trusted)),
      handler(std::move(handler)),
      acceptor(executor),
      ticker(executor),
      drained(executor, Clock::time_point::max()) {}

void Hub::start() {
  tick();
  accept_next();
}

void Hub::tick() {
  now = Clock::now();
  date = http_date(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
  // A session whose read ends at once may leave the list meanwhile, but never before its handler
  // runs.
  for (Session* session : sessions) session->look_at_deadline(now);
  const auto& limits = options.limits;
  const Duration shortest = std::min({limits.header_time, limits.body_time, limits.keep_alive});
  ticker.expires_after(std::clamp(shortest / 4, kShortestTick, kLongestTick));
  ticker.async_wait([weak = weak_from_this()](const boost::system::error_code& ec) {
    const auto self = weak.lock();
    if (self && !ec) self->tick();
  });
}

void Hub::accept_next() {
  acceptor.async_accept(
      [weak = weak_from_this()](const boost::system::error_code& ec, tcp::socket socket) {
        const auto self = weak.lock();
        if (!self || self->stopping || ec == asio::error::operation_aborted) return;
        if (!ec) {
          self->accepted(std::move(socket));
          return self->accept_next();
        }
        log::warning("http.accept_failed", {{"why", ec.message()}});
        // Out of descriptors: trying again at once would only spin.
        const auto pause = std::make_shared<asio::steady_timer>(self->executor, kLongestTick);
        pause->async_wait([weak, pause](const boost::system::error_code&) {
          if (const auto later = weak.lock(); later && !later->stopping) later->accept_next();
        });
      });
}

bool Hub::is_exempt(const IpAddress& address) const {
  return is_loopback(address) || trusted.any_direct_peer || trusted.trusts(address);
}

void Hub::accepted(tcp::socket socket) {
  boost::system::error_code ec;
  const auto endpoint = socket.remote_endpoint(ec);
  if (ec) return;
  ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  socket.set_option(tcp::no_delay(true), ec);
  const IpAddress peer = address_of(endpoint.address());
  const auto known = per_address.find(peer);
  const std::size_t open = known == per_address.end() ? 0 : known->second;
  const bool crowded = !is_exempt(peer) && open >= options.limits.connections_per_address;
  if (crowded || sessions.size() >= options.limits.connections) {
    std::string answer;
    const Response full = refusal_answer(kFull);
    append_answer_head(answer, full, {.after = Head::After::close, .date = date});
    answer += full.body;
    socket.non_blocking(true, ec);
    socket.write_some(asio::buffer(answer), ec);
    socket.shutdown(tcp::socket::shutdown_send, ec);
    return;
  }
  ++per_address[peer];
  auto stream =
      tls ? make_tls_stream(std::move(socket), *tls) : make_plain_stream(std::move(socket));
  auto session = std::make_shared<Session>(shared_from_this(), std::move(stream), peer);
  asio::co_spawn(executor, Session::run(std::move(session)), asio::detached);
}

void Hub::forget(Session& session) {
  const auto known = per_address.find(session.peer());
  if (known != per_address.end() && --known->second == 0) per_address.erase(known);
  if (sessions.empty()) drained.cancel();
}

void Hub::stop_accepting() {
  stopping = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
}

void Hub::close_idle() {
  for (Session* session : sessions) session->close_if_idle();
}

void Hub::close_all() {
  for (Session* session : sessions) session->close();
}

}  // namespace dunlin::net
