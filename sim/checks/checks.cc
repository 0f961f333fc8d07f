#include "sim/checks/checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "net/signature.h"

namespace dunlin::checks {
namespace {

using workloads::Conversations;
using workloads::Written;

std::set<std::string> lines(const std::string& text) {
  std::set<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.insert(line);
  return out;
}

/// R1: every event in a body answered 200 reaches one terminal state.
void check_nothing_lost(world::World& world, Verdict& verdict) {
  const auto mids =
      lines(world.query_text("dunlin.db", "SELECT mid FROM message WHERE mid IS NOT NULL"));
  for (const auto& delivery : world.instagram().deliveries().all()) {
    ++verdict.webhooks;
    if (delivery.state != instagram::Delivery::State::accepted) continue;
    for (const std::string& event : delivery.events) {
      const bool message = event.starts_with("message:") || event.starts_with("echo:");
      const std::string mid = event.substr(event.find(':') + 1);
      if (message && !mids.contains(mid)) {
        verdict.broken.push_back(fmt::format("R1: {} was answered 200 and is not stored", event));
      }
    }
  }
  const auto raws = lines(world.query_text("journal.db", "SELECT id FROM raw_event"));
  const auto marks = lines(world.query_text("dunlin.db", "SELECT raw_id FROM decoded"));
  for (const std::string& raw : raws) {
    if (!marks.contains(raw)) {
      verdict.broken.push_back(fmt::format("R1: body {} never reached its end", raw));
    }
  }
}

/// When each message was first tried on the App, and when it was first answered 200.
struct Arrivals {
  std::map<std::string, Instant> tried, accepted;

  explicit Arrivals(world::World& world) {
    for (const auto& delivery : world.instagram().deliveries().all()) {
      for (const std::string& event : delivery.events) {
        if (!event.starts_with("message:")) continue;
        for (const auto& attempt : delivery.attempts) note(event.substr(8), attempt);
      }
    }
  }
  void note(const std::string& mid, const instagram::Attempt& attempt) {
    tried.try_emplace(mid, attempt.at);
    if (attempt.status == 200) accepted.try_emplace(mid, attempt.at);
  }
  /// Webhooks may overtake each other: only what came after an accepted STOP was known to be
  /// unwelcome.
  [[nodiscard]] bool came_after(const Written& one, const Written& stop) const {
    const auto known = accepted.find(stop.mid);
    const auto came = tried.find(one.mid);
    constexpr Duration kSameMoment = std::chrono::seconds{1};
    return known != accepted.end() && came != tried.end() &&
           came->second > known->second + kSameMoment;
  }
};

bool unwelcome(const Conversations& conversations, const Arrivals& arrivals, const Written& one) {
  return std::ranges::any_of(conversations.written(), [&](const Written& stop) {
    return stop.text == "stop" && stop.person == one.person && arrivals.came_after(one, stop);
  });
}

/// R2: no recipient gets the same effect twice; and nothing reaches somebody who said stop.
void check_nothing_twice(world::World& world, const Conversations& conversations,
                         Verdict& verdict) {
  const Arrivals arrivals(world);
  std::map<std::string, const Written*> by_text;
  for (const Written& one : conversations.written()) {
    if (one.asks) by_text[one.text] = &one;
  }
  std::map<std::string, int> times;
  for (const auto& send : world.instagram().sends().all()) {
    ++verdict.sends;
    if (++times[send.igsid + "/" + send.text] == 2) {
      verdict.broken.push_back(fmt::format("R2: \"{}\" reached {} twice", send.text, send.igsid));
    }
    const auto asked = Conversations::quoted(send.text);
    const auto found = asked ? by_text.find(*asked) : by_text.end();
    if (found != by_text.end() && unwelcome(conversations, arrivals, *found->second)) {
      verdict.broken.push_back(fmt::format("R2: \"{}\" was answered after STOP", *asked));
    }
  }
}

/// R3: with faults stopped, all work drains: every question is answered, refused or held, and
/// nothing waits.
void check_all_drained(world::World& world, const Conversations& conversations, Verdict& verdict) {
  const std::string open = world.query_text(
      "dunlin.db", "SELECT id, state FROM intent WHERE state IN (0, 1, 2, 4) ORDER BY id");
  for (const std::string& line : lines(open)) {
    verdict.broken.push_back(fmt::format("R3: intent {} is still open", line));
  }
  std::set<std::string> answered;
  for (const auto& send : world.instagram().sends().all()) {
    if (const auto asked = Conversations::quoted(send.text)) answered.insert(*asked);
  }
  const auto settled_otherwise =
      lines(world.query_text("dunlin.db",
                             "SELECT m.mid FROM trace t JOIN message m ON m.workspace_id = "
                             "t.workspace_id AND m.id = t.message_id "
                             "WHERE t.outcome <> 0 OR EXISTS (SELECT 1 FROM intent i WHERE "
                             "i.workspace_id = t.workspace_id "
                             "AND i.trace_id = t.id AND i.state IN (5, 6, 7, 8))"));
  for (const Written& one : conversations.written()) {
    if (!one.asks || one.after_stop || answered.contains(one.text)) continue;
    if (settled_otherwise.contains(one.mid)) continue;
    verdict.broken.push_back(fmt::format("R3: \"{}\" has no answer and no reason", one.text));
  }
}

std::string hash_rows(world::World& world) {
  std::string all;
  for (const char* sql :
       {"SELECT mid, direction, status, body, sent_at, edits, deleted_at FROM "
        "message ORDER BY sent_at, id",
        "SELECT id, state, effect_key, state_at, failures FROM intent ORDER BY id",
        "SELECT kind, outcome, at, summary FROM trace ORDER BY at, id",
        "SELECT igsid, username, opted_out_at FROM contact ORDER BY igsid"}) {
    all += world.query_text("dunlin.db", sql);
  }
  for (const auto& send : world.instagram().sends().all()) {
    all += fmt::format("{} {} {} {}\n", send.ordinal, to_us(send.at), send.igsid, send.text_sha256);
  }
  return net::to_hex(net::sha256(all));
}

}  // namespace

Verdict judge(world::World& world, const Conversations& conversations) {
  Verdict verdict;
  check_nothing_lost(world, verdict);
  check_nothing_twice(world, conversations, verdict);
  check_all_drained(world, conversations, verdict);
  verdict.rows_hash = hash_rows(world);
  return verdict;
}

}  // namespace dunlin::checks
