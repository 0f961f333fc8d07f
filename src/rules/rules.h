#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "graph/graph.h"
#include "json/json.h"
#include "workspace/endpoint.h"
#include "workspace/scope.h"

/// When this, then that (PRODUCT §5.1–5.4). Text is normalised once; all keywords of a workspace
/// are one automaton; the evaluator is a pure function from facts to a decision with its trace.
/// Owns rule, rule_version, rule_firing.
namespace dunlin::rules {

// --- text
// ------------------------------------------------------------------------------------------------
/// NFKC case folding, then Persian and Arabic letter variants, digits to ASCII, ZWNJ, tatweel and
/// harakat removed. `offsets[i]` is the byte of the original text that folded byte i came from (one
/// more at the end), so that matches can be underlined.
struct Folded {
  std::string text;
  std::vector<std::uint32_t> offsets;
};
Folded fold(std::string_view text);

// --- a rule
// ----------------------------------------------------------------------------------------------
enum class Trigger {
  message,
  comment,
  live_comment,
  story_reply,
  story_mention,
  postback,
  reaction,
  referral,
  first_contact,
  no_match
};
enum class MatchKind { word, phrase, contains, exact, regex };
struct Keyword {
  std::string text;
  MatchKind kind = MatchKind::word;
};
/// any: at least one; all: each; none: not one of them.
struct Keywords {
  std::vector<Keyword> any, all, none;
};
struct Schedule {  ///< empty days: every day. Minutes of the day in the workspace's zone; from > to
                   ///< passes midnight.
  std::vector<int> days;  ///< 1 Monday … 7 Sunday
  int from_minute = 0, to_minute = 24 * 60;
  enum class When { inside, outside };
  When when = When::inside;
};
struct Conditions {
  Keywords keywords;
  std::vector<std::string> accounts;       ///< public ids; empty: all
  std::vector<std::string> message_kinds;  ///< "text", "image", …; empty: all
  std::vector<std::string> languages;
  std::vector<std::string> tags_any, tags_none;
  std::vector<std::string> media_ids;  ///< for comments
  std::optional<Schedule> schedule;
  enum class TestTraffic { any, only, never };
  TestTraffic test_traffic = TestTraffic::any;
};
struct ReplyVariant {
  std::string
      text;  ///< variables {{username}}, {{name}}, {{text}}; unknown ones are refused at publish
  int weight = 1;
  std::vector<graph::QuickReply> quick_replies;
};
struct Reply {
  std::vector<ReplyVariant> variants;
};
struct ReplyContent {  ///< media and templates, as they are
  graph::Content content;
};
struct AddTag {
  std::string tag;
};
struct HandToPerson {};
struct CloseConversation {};
/// Closed: further kinds (comment replies, flows, AI, opportunities, outgoing webhooks) join here.
using Action = std::variant<Reply, ReplyContent, AddTag, HandToPerson, CloseConversation>;

struct Rule {
  RuleId id;
  std::int64_t version = 1;
  std::string name;
  bool active = true;
  int priority = 0;  ///< higher wins; ties by age, the older first
  Instant created_at;
  Trigger trigger = Trigger::message;
  Conditions conditions;
  std::vector<Action> actions;
  enum class Then { stop, keep_going };
  Then then = Then::stop;
  /// Same rule, same contact, at most once in this time. No value: every time (no_match defaults to
  /// the shipped once a day).
  std::optional<Duration> cooldown;
};

// --- deciding
// ----------------------------------------------------------------------------------------------
/// What is known when a decision is made. Everything a condition can ask is here; nothing else is
/// read.
struct Facts {
  std::vector<Trigger> triggers;  ///< what the event is: {story_reply, message}, …; first_contact
                                  ///< is added when it is one
  std::string text;               ///< as written; the folded form goes with the match
  std::string message_kind = "text";
  std::string account_id, username, name, language, media_id, payload;
  std::vector<std::string> tags;
  bool is_test = false;
  Instant now;
  std::string zone = "UTC";
  /// Last firing of a rule for this contact.
  struct LastFired {
    RuleId rule;
    Instant at;
  };
  std::vector<LastFired> last_fired;
  std::uint64_t chance = 0;  ///< chooses among variants; drawn by the caller
};

struct Span {
  std::uint32_t begin = 0, end = 0;  ///< bytes of the original text
};
struct FiredRule {
  RuleId rule;
  std::int64_t version = 0;
  std::string name;
  int variant = 0;
  std::vector<Span> matched;
  std::vector<Action> actions;  ///< with Reply reduced to the chosen variant, variables filled
};
struct Lost {
  RuleId rule;
  std::string name;
  std::string reason;  ///< a sentence: "its keywords do not occur", "cooldown until 14:20", "a rule
                       ///< of higher priority won"
};
struct Decision {
  std::vector<FiredRule> fired;
  std::vector<Lost> losers;                    ///< the 20 nearest
  [[nodiscard]] json::Object explain() const;  ///< for the trace
};

/// Which keywords occur in a text: computed before the transaction, for one snapshot.
class Match;
/// All active rules of one workspace at one version, compiled. Immutable, shared.
class Snapshot {
 public:
  /// rules.pattern_invalid and kin name rule and keyword.
  static Result<std::shared_ptr<const Snapshot>> compile(std::int64_t version,
                                                         std::vector<Rule> rules);
  virtual ~Snapshot() = default;
  [[nodiscard]] virtual std::int64_t version() const = 0;
  [[nodiscard]] virtual std::shared_ptr<const Match> match(std::string_view text) const = 0;
  /// Pure. `match` must come from this snapshot.
  [[nodiscard]] virtual Decision decide(const Facts& facts, const Match& match) const = 0;
};

/// Caches the newest snapshot of each workspace.
class Library {
 public:
  explicit Library(db::Database database);
  ~Library();
  /// Loads it when it is not at hand.
  Task<Result<std::shared_ptr<const Snapshot>>> current(Scope scope);
  /// After a transaction found `stale`: drops what is older than `version`.
  void forget_older(WorkspaceId workspace, std::int64_t version);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// In the deciding transaction: the version that must be decided by.
Result<std::int64_t> current_version(db::Tx& tx, const Scope& scope);
Result<std::vector<Facts::LastFired>> last_fired(db::Tx& tx, const Scope& scope, ContactId contact);
struct Firing {
  std::int64_t id = 0;
  RuleId rule;
  std::int64_t version = 0;
  int variant = 0;
  ContactId contact;
  std::optional<MessageId> message;
  Instant at;
  bool is_test = false;
};
Status record_firing(db::Tx& tx, const Scope& scope, const Firing& firing);

/// Publishes: validates, writes a version, raises the workspace's rule version. An id of zero makes
/// a new rule.
Result<Rule> save(db::Tx& tx, const Scope& scope, const Rule& rule, Instant now);
Result<std::vector<Rule>> list(db::Tx& tx, const Scope& scope);
Status remove(db::Tx& tx, const Scope& scope, RuleId id, Instant now);
/// The rules that a fresh workspace starts with: a price rule and a fallback, in English and
/// Persian.
std::vector<Rule> shipped_rules();

// --- as text
// -----------------------------------------------------------------------------------------------
json::Value to_json(const Rule& rule);
Result<Rule> from_json(const json::Value& value, std::string_view path);
/// Rules as code: a YAML document {rules: [...]} with the fields of the JSON form.
std::string to_yaml(const std::vector<Rule>& rules);
Result<std::vector<Rule>> from_yaml(std::string_view text);

/// /api/v1/rules: list, create, read, replace, delete, versions, restore, statistics;
/// /api/v1/rules/test (text → decision with every loser); /api/v1/rules/export and /import (YAML,
/// all or nothing).
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams);

}  // namespace dunlin::rules
