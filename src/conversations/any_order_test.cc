#include <algorithm>
#include <map>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "conversations/conversation_fixture_test.h"

/// R5: whatever order the events of a history come in, and however often, the stored history is the
/// same.
namespace dunlin::conversations {
namespace {

struct Event {
  enum class What { inbound, echo, settled, edited, unsent, seen, reacted };
  What what;
  int message;  ///< which
  int second;
  int number = 0;  ///< of an edit
};

/// One person's conversation and what happens in it, every message with its own time.
class History {
 public:
  History(std::mt19937_64& draw, int number) : number_(number) {
    const int messages = 2 + below(draw, 5);
    for (int m = 0; m < messages; ++m) add_message(draw, m);
  }
  [[nodiscard]] std::vector<Event> events() const { return events_; }
  /// Messages that are wished sends: their rows exist before anything else happens.
  [[nodiscard]] std::vector<int> wished() const { return wished_; }
  [[nodiscard]] int number() const { return number_; }

  static int below(std::mt19937_64& draw, int bound) {
    return static_cast<int>(draw() % static_cast<std::uint64_t>(bound));
  }

 private:
  void add_message(std::mt19937_64& draw, int m) {
    const int second = 10 + m * 10;
    const int what = below(draw, 3);
    const bool ours = what != 0;
    events_.push_back({ours ? Event::What::echo : Event::What::inbound, m, second});
    if (what == 2) {
      wished_.push_back(m);
      events_.push_back({Event::What::settled, m, second});
    }
    for (int edits = below(draw, 3); edits > 0; --edits) {
      events_.push_back({Event::What::edited, m, second + 1 + edits, edits});
    }
    if (below(draw, 4) == 0) events_.push_back({Event::What::unsent, m, second + 5});
    if (ours && below(draw, 2) == 0) events_.push_back({Event::What::seen, m, second + 6});
    if (below(draw, 3) == 0) events_.push_back({Event::What::reacted, m, second + 7, 1});
    if (below(draw, 6) == 0) events_.push_back({Event::What::reacted, m, second + 8, 0});
  }

  int number_;
  std::vector<Event> events_;
  std::vector<int> wished_;
};

/// Plays a history into a conversation of its own.
class Player {
 public:
  Player(db::Tx& tx, const Scope& scope, const History& history, std::int64_t seat)
      : tx_(tx), scope_(scope), history_(history), seat_(seat) {}

  dunlin::Status play(const std::vector<Event>& events) {
    DUNLIN_CHECK(testing::make_account(tx_, scope_, account()));
    DUNLIN_CHECK(testing::make_contact(tx_, scope_, account(), ContactId{seat_}));
    for (const int m : history_.wished()) {
      Message message = row(m, at(10 + m * 10));
      message.mid = "";
      message.direction = Direction::out;
      message.source = Source::rule;
      message.status = Status::queued;
      wished_ids_[m] = message.id;
      DUNLIN_TRY(const Opened opened, open_it(false));
      RowUpdate row;
      DUNLIN_CHECK(record_outbound(tx_, scope_, opened.conversation, message, row));
      DUNLIN_CHECK(row.write(tx_, scope_, opened.conversation.id));
    }
    for (const Event& event : events) DUNLIN_CHECK(take(event));
    return {};
  }

  /// All that people see of the conversation, as text.
  Result<std::string> story() {
    DUNLIN_TRY(const Conversation now, find(tx_, scope_, ConversationId{seat_}));
    std::string out = fmt::format("last {} inbound {} window {} seen {} episode {}\n",
                                  us(now.last_message_at), us(now.last_inbound_at),
                                  us(now.window.opened_at), us(now.seen_through), now.episode);
    DUNLIN_TRY(const auto all, context(tx_, scope_, now.id, 100));
    for (const Message& m : all) {
      out += fmt::format("{} {} {} {} '{}' edits {} at {} deleted {}\n", m.mid, name(m.direction),
                         name(m.source), name(m.status), m.text, m.edits, to_us(m.sent_at),
                         us(m.deleted_at));
    }
    DUNLIN_TRY(const auto standing, reactions(tx_, scope_, now.id, at(0), at(1000)));
    for (const Reaction& r : standing) out += fmt::format("{} {} {}\n", r.mid, r.sender, r.emoji);
    return out;
  }

 private:
  static std::int64_t us(std::optional<Instant> at) { return at ? to_us(*at) : -1; }
  [[nodiscard]] AccountId account() const { return AccountId{seat_}; }
  [[nodiscard]] std::string mid(int m) const {
    return fmt::format("mid{}.{}", history_.number(), m);
  }

  Message row(int m, Instant sent_at) {
    Message message;
    message.id = MessageId{seat_ * 1000 + ++rows_};
    message.mid = mid(m);
    message.text = fmt::format("text {}", m);
    message.sent_at = message.received_at = sent_at;
    return message;
  }
  Result<Opened> open_it(bool inbound) {
    return open(tx_, scope_, account(), ContactId{seat_}, ConversationId{seat_}, at(0), inbound);
  }

  dunlin::Status take(const Event& event) {
    DUNLIN_TRY(const Opened opened, open_it(event.what == Event::What::inbound));
    const Conversation& conversation = opened.conversation;
    Message message = row(event.message, at(event.second));
    Result<bool> known = true;
    switch (event.what) {
      case Event::What::inbound: {
        DUNLIN_CHECK(record_inbound(tx_, scope_, conversation, message, OpenedBy::message));
        break;
      }
      case Event::What::echo: {
        message.direction = Direction::out;
        message.source = Source::instagram_app;
        DUNLIN_CHECK(record_echo(tx_, scope_, conversation, message));
        break;
      }
      case Event::What::settled:
        return settle_outbound(tx_, scope_, wished_ids_[event.message], Status::sent, "",
                               message.mid, message.sent_at);
      case Event::What::edited:
        known = edit(tx_, scope_, account(), message.mid, fmt::format("edit {}", event.number),
                     event.number);
        break;
      case Event::What::unsent:
        known = unsend(tx_, scope_, account(), message.mid, message.sent_at);
        break;
      case Event::What::seen:
        known = mark_seen(tx_, scope_, account(), conversation.id, message.mid, message.sent_at);
        break;
      case Event::What::reacted:
        known = react(tx_, scope_, account(), message.mid, "ana", "heart", event.number == 0,
                      message.sent_at);
        break;
    }
    if (!known) return known.error();
    return {};
  }

  db::Tx& tx_;
  const Scope& scope_;
  const History& history_;
  std::int64_t seat_;
  std::int64_t rows_ = 0;
  std::map<int, MessageId> wished_ids_;
};

std::vector<Event> shuffled(std::vector<Event> events, std::mt19937_64& draw) {
  for (std::size_t again = events.size() / 3; again > 0; --again) {
    events.push_back(
        events[static_cast<std::size_t>(History::below(draw, static_cast<int>(events.size())))]);
  }
  for (std::size_t i = events.size(); i > 1; --i) {
    std::swap(events[i - 1],
              events[static_cast<std::size_t>(History::below(draw, static_cast<int>(i)))]);
  }
  return events;
}

class AnyOrder : public ConversationTest {
 protected:
  /// Plays one history in order and in `orders` others. Nothing when all tell the same story.
  std::string difference(int number, int orders, std::int64_t first_seat) {
    std::mt19937_64 draw(static_cast<std::uint64_t>(number));
    const History history(draw, number);
    std::string expected;
    for (int order = 0; order <= orders; ++order) {
      const auto events = order == 0 ? history.events() : shuffled(history.events(), draw);
      const auto story =
          write([&, seat = first_seat + order, scope = scope_](db::Tx& tx) -> Result<std::string> {
            Player player(tx, scope, history, seat);
            DUNLIN_CHECK(player.play(events));
            return player.story();
          });
      if (!story) return story.error().text();
      if (order == 0) expected = *story;
      if (*story != expected) {
        return fmt::format("history {}\nin order:\n{}in another:\n{}", number, expected, *story);
      }
    }
    return "";
  }
};
DUNLIN_ON_BOTH_ENGINES(AnyOrder);

TEST_P(AnyOrder, of_arrival_and_any_repetition_store_the_same_history) {
  const int histories = engine() == db::Engine::sqlite ? 40 : 6;
  constexpr int kOrders = 10;
  for (int number = 0; number < histories; ++number) {
    ASSERT_EQ(difference(number, kOrders, 1000 + number * (kOrders + 1)), "");
  }
}

}  // namespace
}  // namespace dunlin::conversations
