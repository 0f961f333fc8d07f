#pragma once

#include <functional>
#include <memory>
#include <string>

#include "accounts/accounts.h"
#include "base/seams.h"
#include "db/db.h"
#include "graph/graph.h"
#include "intake/intake.h"
#include "pipeline/rounds.h"
#include "rules/rules.h"

/// The straight line: a durable raw body becomes typed events, each conversation's events are
/// handled in the order of their arrival, and every event ends in exactly one terminal state. Owns
/// no table.
namespace dunlin::pipeline {

struct Options {
  std::size_t conversations_in_flight = 256;  ///< transactions under way at once
  std::size_t events_per_transaction = 16;    ///< of one conversation
  Rounds::Sizes rounds{};
  std::size_t bodies_in_memory = 20'000;     ///< beyond it bodies are read back from the journal
  Duration poll = std::chrono::seconds{30};  ///< scan for bodies that no hint announced
  Duration slow_warning = std::chrono::seconds{15};
  Duration answer_age_limit = std::chrono::hours{24};  ///< older events are stored, never answered
  bool mark_as_test = false;  ///< DUNLIN_ENV=test: everything is test traffic
};

struct Stores {
  db::Database main, journal;
};

/// Lives on the App's executor. `sends_queued` is called after each commit that queued something to
/// send: a hint, so that it leaves at once.
class Pipeline {
 public:
  Pipeline(Seams& seams, Stores stores, graph::Graph& graph, const accounts::Vault& vault,
           Options options, std::function<void()> sends_queued);
  ~Pipeline();
  /// From the webhook: the body is durable; process it soon. A hint, kept in memory. `waiting`
  /// others are on their way to the disk: where they are many, taking in goes first (rounds.h).
  void accept(intake::RawEvent raw, std::size_t waiting);
  /// Works until `stop`. What is unfinished then is found in the journal by the next start.
  Task<void> run();
  void stop();
  /// Processes a parked body again and says what became of it.
  Task<Result<std::string>> replay(RawEventId raw);
  /// No body is waiting and no transaction is under way.
  [[nodiscard]] bool idle() const;
  /// How many bodies wait in memory.
  [[nodiscard]] std::size_t backlog() const;

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::pipeline
