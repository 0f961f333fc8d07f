#include "server/graph_watch.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace dunlin::server {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<unsigned> month_of(std::string_view name) {
  constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (unsigned i = 0; i < names.size(); ++i) {
    if (names.at(i) == name) return i + 1;
  }
  return std::nullopt;
}

void note_bad(GraphFacts& facts, std::string what, Instant now) {
  facts.bad = std::move(what);
  facts.bad_at = now;
  ++facts.bad_in_a_row;
  ++facts.failed;
}

void note(GraphFacts& facts, const net::ClientResult& result, Instant began, Instant now) {
  const auto* answer = std::get_if<net::ClientResponse>(&result);
  if (answer == nullptr) return note_bad(facts, std::get<net::TransportFailure>(result).id, now);
  if (const auto date = parse_http_date(answer->headers.get("Date"))) {
    // Whole seconds, cut: on average half of one is missing.
    const Instant theirs = *date + std::chrono::milliseconds{500};
    facts.clock_ahead = (began - theirs + (now - theirs)) / 2;
  }
  if (answer->status >= 500) return note_bad(facts, fmt::format("status {}", answer->status), now);
  facts.good_at = now;
  ++facts.good;
  facts.bad_in_a_row = 0;
}

}  // namespace

Task<net::ClientResult> GraphWatch::send(net::ClientRequest request) {
  const auto facts = facts_;
  const Clock& clock = clock_;
  const Instant began = clock.now();
  auto result = co_await next_.send(std::move(request));
  note(*facts, result, began, clock.now());
  co_return result;
}

std::optional<Instant> parse_http_date(std::string_view text) {
  constexpr std::string_view kShape = "Sat, 21 Nov 2026 15:11:44 GMT";
  if (text.size() != kShape.size() || !text.ends_with(" GMT") || text.substr(3, 2) != ", ")
    return std::nullopt;
  const auto day = number(text.substr(5, 2)), year = number(text.substr(12, 4));
  const auto month = month_of(text.substr(8, 3));
  const auto hour = number(text.substr(17, 2)), minute = number(text.substr(20, 2));
  const auto second = number(text.substr(23, 2));
  if (!day || !month || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Instant{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
         std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

}  // namespace dunlin::server
