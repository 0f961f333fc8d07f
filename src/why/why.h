#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "activity/activity.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "db/db.h"
#include "intake/intake.h"
#include "json/json.h"
#include "outbound/outbound.h"
#include "workspace/endpoint.h"
#include "workspace/workspace.h"

/// Why did nothing happen? The way of one message, from its arrival to what became of its answer,
/// told from what was recorded. Owns no table, changes nothing.
namespace dunlin::why {

/// What is asked about: one of the three.
struct Asked {
  std::optional<MessageId> message{};
  std::optional<ConversationId> conversation{};  ///< its newest message of the person
  std::string username{};                        ///< of the person, without @
  /// Who runs the server also learns what is parked of accounts that nobody has connected.
  workspace::Installer who = workspace::Installer::no;
};

/// An account for which nothing has come lately, or ever.
struct Silence {
  std::string username;
  std::optional<Instant> heard_at;
};
inline constexpr Duration kLately = std::chrono::hours{6};

struct Facts {
  Instant now;
  std::string username{};  ///< asked for
  std::optional<contacts::Contact> contact{};
  std::optional<conversations::Conversation> conversation{};
  std::optional<conversations::Message> message{};
  std::optional<activity::Trace> trace{};  ///< of the message
  std::optional<accounts::Account> account{};
  /// What the message itself said to the ledger: STOP, START.
  std::optional<contacts::ConsentKind> said{};
  struct Send {
    outbound::SendSeen send;
    bool seen = false;
  };
  std::vector<Send> sends{};
  workspace::Switches switches{};
  bool rules_changed = false;  ///< since the message was decided about
  std::int64_t parked = 0;     ///< events of the account, or of the workspace when none is known
  std::vector<Silence> silent{};
};

enum class Verdict {
  answered,
  on_its_way,
  waiting,
  needs_you,
  refused,
  failed,
  no_rule,
  no_answer_wished,
  person_handles,
  opted_out,
  not_for_answering,
  own_message,
  parked,
  not_arrived,
};
std::string_view name(Verdict verdict);

enum class Stage { arrival, owner, consent, rules, switches, send };
std::string_view name(Stage stage);

/// All that can be said, with {names} of a step's values. `id` stays when it is worded anew; one id
/// is one sentence, so that pages say it in their own language (api/sentences.json lists them).
struct Sentence {
  std::string_view id;
  Stage stage = Stage::arrival;
  std::string_view says{};
  std::string_view todo{};  ///< empty when nothing need be done
};
std::span<const Sentence> sentences();
/// Of an id that there is.
const Sentence& sentence(std::string_view id);

/// A sentence of the story.
struct Step {
  /// stopped: here it ended, as it should; failed: here it went wrong; note: beside the way.
  enum class State { passed, stopped, waits, failed, note };
  std::string_view id{};
  State state = State::passed;
  std::optional<Instant> at{};
  json::Object values{};  ///< what the sentence names
  /// By its id.
  Stage stage = Stage::arrival;
  std::string says{};
  std::string todo{};
};
std::string_view name(Step::State state);

struct Story {
  Verdict verdict = Verdict::not_arrived;
  std::string says;  ///< the sentence of the step that decided
  std::vector<Step> steps;
};
/// Pure.
Story tell(const Facts& facts);

/// message.not_found, conversation.not_found; a username that nobody has is a fact like others.
Result<Facts> load(db::Tx& tx, const Scope& scope, const Asked& asked, Instant now);

/// GET /api/v1/activity/why?message=… | conversation=… | username=…
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams);

}  // namespace dunlin::why
