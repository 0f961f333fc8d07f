#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outbound/outbound.h"

/// What an answer, an echo or a read-back means for an intent (RELIABILITY §2.1). Pure.
namespace dunlin::outbound {

/// What the answer says about the account, beside the one send.
struct AccountChange {
  enum class Kind { none, park, pause, reconnect };
  Kind kind = Kind::none;
  std::optional<Instant> until;  ///< of park
  std::string reason;
};

/// Where an intent goes after an attempt.
struct Settlement {
  IntentState state = IntentState::unknown;
  std::string reason;              ///< a sentence; "" when sent
  std::string detail;              ///< for the trace: "net.refused", "graph 10/2534022", …
  std::string mid;                 ///< when sent
  std::optional<Instant> next_at;  ///< when queued: not before; when unknown: the first read-back
  int failures = 0;                ///< answers that used up a retry
  int waits = 0;                   ///< tries that never reached Meta, in a row
  AccountChange account;
  bool means_stop = false;
};

struct Attempt {
  Instant now;
  Instant deadline;  ///< after it nothing of the attempt can leave any more
  Source source = Source::rule;
  int failures = 0;
  int waits = 0;
  double jitter = 0;
  Duration read_back_first = std::chrono::minutes{2};
};
Settlement decide_outcome(const graph::SendAnswer& answer, const Attempt& attempt);
AccountChange account_change(const graph::GraphError& error, const graph::Usage& usage,
                             Instant now);

/// A message of a read-back, with what is stored about its mid.
struct SeenMessage {
  enum class Known { not_at_all, as_this_send, as_another };
  graph::ReadMessage message;
  Known known = Known::not_at_all;
};
struct SoughtSend {
  std::string igsid;  ///< of the person; every other author is the account, whatever id it goes by
  std::string echo_hash;
  bool has_attachment_shape = false;
  Instant sending_at;
};
struct ReadBack {
  enum class Verdict { found, absent, inconclusive };
  Verdict verdict = Verdict::inconclusive;
  std::string mid;
  Instant at;
};
/// Times are not compared to tell one message from another, as the two clocks may differ: a message
/// of ours with this text that nothing else accounts for is it. Inconclusive: more than what Meta
/// shows was written since.
ReadBack decide_read_back(const std::vector<SeenMessage>& newest_first, const SoughtSend& sought);

struct Absence {
  Instant now;
  Policy policy = Policy::reconcile;
  enum class Look { first, last };
  Look look = Look::first;
  ReadBack::Verdict verdict = ReadBack::Verdict::absent;
  Source source = Source::rule;
  int failures = 0;
  double jitter = 0;
  Duration second_look_after = std::chrono::minutes{2};
};
/// Not found: look again, send again, or hold for a person.
Settlement decide_absent(const Absence& absence);

}  // namespace dunlin::outbound
