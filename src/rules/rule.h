#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "graph/graph.h"

/// A rule: when this, then that (PRODUCT §5.1, §5.3).
namespace dunlin::rules {

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

/// All compare folded text (text.h).
/// - word: stands alone: no letter, digit or mark beside it. One word, symbols allowed ("c++").
/// - phrase: these words one after another, whatever space or punctuation stands between them.
/// - contains: anywhere, inside words too.
/// - exact: the whole message, spaces at its ends and their number aside.
/// - regex: RE2 syntax; \b \w and folding as for words; sees the first 4 KiB of the folded text.
enum class MatchKind { word, phrase, contains, exact, regex };
struct Keyword {
  std::string text;
  MatchKind kind = MatchKind::word;
  auto operator<=>(const Keyword&) const = default;
};
/// any: at least one; all: each; none: not one of them. An empty list asks nothing.
struct Keywords {
  std::vector<Keyword> any, all, none;
};
struct Schedule {  ///< minutes of the day in the workspace's zone; from > to passes midnight and
                   ///< belongs to the day it begins on
  std::vector<int> days;                     ///< 1 Monday … 7 Sunday; empty: every day
  int from_minute = 0, to_minute = 24 * 60;  ///< `to` is exclusive
  enum class When { inside, outside };
  When when = When::inside;
};
/// All of these must hold; an empty list asks nothing.
struct Conditions {
  Keywords keywords;
  std::vector<std::string> accounts;       ///< public ids
  std::vector<std::string> message_kinds;  ///< "text", "image", …
  std::vector<std::string> languages;      ///< "en", "fa", …
  std::vector<std::string> tags_any, tags_none;
  std::vector<std::string> media_ids;  ///< for comments
  std::vector<std::string> payloads;   ///< of postbacks and quick replies, byte for byte
  std::optional<Schedule> schedule;
  enum class TestTraffic { any, only, never };
  TestTraffic test_traffic = TestTraffic::any;
};

/// `text` may hold {{username}}, {{name}} and {{text}}, each with a default for when it is empty:
/// {{name|there}}. Others are refused at publish.
struct ReplyVariant {
  std::string text;
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
  std::string name;  ///< unique in the workspace: rules as text are told apart by it
  bool active = true;
  int priority = 0;  ///< −1000 … 1000; higher wins; ties by age, the older first
  Instant created_at;
  Trigger trigger = Trigger::message;
  Conditions conditions;
  std::vector<Action> actions;
  enum class Then { stop, keep_going };
  Then then = Then::stop;
  /// Same rule, same contact, at most once in this time. No value: the trigger's default below;
  /// zero: every time.
  std::optional<Duration> cooldown;
};

/// The rule's own, else 24 hours for no_match, comment and live_comment, else none.
Duration effective_cooldown(const Rule& rule);

/// Bounds of what is ours; what can be sent is bounded by outbound/capability.h. Lengths in bytes
/// of UTF-8.
struct Limits {
  static constexpr std::size_t rules = 10'000;           ///< of a workspace
  static constexpr std::size_t rules_of_a_file = 1'000;  ///< an import is one transaction
  static constexpr std::size_t name = 120;
  static constexpr std::size_t keywords = 2'000;  ///< of one list of a rule
  static constexpr std::size_t keyword = 200;
  static constexpr std::size_t patterns = 50;  ///< regular expressions of a workspace
  static constexpr std::size_t pattern = 512;
  static constexpr std::size_t list = 200;  ///< accounts, tags, media, payloads of a rule
  static constexpr int priority = 1000;
  static constexpr std::size_t actions = 10;
  static constexpr std::size_t variants = 20;
  static constexpr int weight = 1000;
  static constexpr std::size_t value = 1000;  ///< of an item of such a list
  static constexpr std::size_t tag = 60;
  static constexpr Duration cooldown = std::chrono::days{365};
};

/// Whether the rule can be published, with every fault and its path
/// ("conditions.keywords.any[0].text") in one error. What concerns the other rules of the workspace
/// (name taken, number of patterns) is checked by save and Snapshot::compile.
Status validate(const Rule& rule);

}  // namespace dunlin::rules
