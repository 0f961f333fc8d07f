#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/world/world.h"

/// People write to the shop at random: questions that a rule answers by quoting them (so that every
/// answer is unique), edits, unsends, reactions, photos, story replies, taps, links, comments, STOP
/// and what they write after it; the owner writes in the app; and a second account of Instagram,
/// which nobody connected, gets messages too.
namespace dunlin::workloads {

struct ConversationOptions {
  int people = 6;
  int messages = 60;
  Duration span = std::chrono::minutes{5};
};

/// What the workload did: the checks compare it with what the App stored and the fake saw.
struct Written {
  std::string person;
  std::string mid;
  std::string text;
  bool asks = false;        ///< the rule answers it
  bool stops = false;       ///< a STOP
  bool after_stop = false;  ///< its author had said STOP before
  bool unsent = false;
  Instant at{};
};

class Conversations {
 public:
  Conversations(world::World& world, ConversationOptions options);
  /// The rule set of this workload, for the App's first start.
  static std::vector<rules::Rule> rules();
  /// Starts the people; they act while the world runs.
  void start();
  /// Somebody asks while Instagram has the account wait: work that is open when the machine sleeps.
  void ask_while_limited();
  [[nodiscard]] bool finished() const { return done_ == options_.messages; }
  [[nodiscard]] const std::vector<Written>& written() const { return written_; }
  /// What an edit adds to a text.
  static constexpr std::string_view kEdited = " (edited)";
  /// The question that an answer of the rules quotes, as it was asked first.
  static std::optional<std::string> quoted(std::string_view answer);

 private:
  void act();
  void write(const std::string& person);
  void ask(const std::string& person);
  void say_stop(const std::string& person);
  void say(Written one);
  /// A question while Instagram has the account wait, and STOP before the answer is due.
  void ask_and_stop();
  // conversations_other.cc
  void something_else(const std::string& person);
  void send_something(const std::string& person, std::uint64_t kind);
  void ask_otherwise(const std::string& person, std::uint64_t kind);
  void change_something(const std::string& person, std::uint64_t kind);
  /// Soon, and not always: what overtakes on its way must not win.
  void on_second_thought(std::function<void()> change);

  world::World& world_;
  ConversationOptions options_;
  clockwork::SeededRandom random_;
  std::vector<std::string> people_;
  std::vector<Written> written_;
  std::set<std::string> stopped_;
  std::string stranger_;  ///< an account that is not connected
  int done_ = 0;
};

}  // namespace dunlin::workloads
