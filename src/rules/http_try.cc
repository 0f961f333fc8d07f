#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "json/reader.h"
#include "rules/draft.h"
#include "rules/form.h"
#include "rules/http_internal.h"
#include "rules/language.h"
#include "rules/names.h"
#include "rules/rules.h"
#include "workspace/workspace.h"

namespace dunlin::rules {
namespace {

constexpr json::TextLimits kShortText{.max_bytes = 500};

struct Trial {
  Facts facts;
  std::optional<Rule> draft;         ///< tried as if it were published
  std::optional<ContactId> contact;  ///< whose cooldowns count
  std::optional<MessageId> message;  ///< instead of facts: a stored one
};

std::vector<Trigger> read_triggers(json::Reader& in) {
  std::vector<Trigger> out;
  const auto names = in.texts("triggers", kTriggerNames.table.size(), kShortText);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto trigger = kTriggerNames.find(names[i]);
    if (trigger)
      out.push_back(*trigger);
    else
      in.fault(fmt::format("triggers[{}]", i), "input.choice", "must be a trigger");
  }
  if (out.empty()) out.push_back(Trigger::message);
  return out;
}

Result<Trial> read_trial(const json::Value& body, Instant now) {
  json::Reader in(body);
  Trial trial;
  Facts& facts = trial.facts;
  if (const auto message = in.optional_text("message", kShortText)) {
    trial.message = parse_id<MessageId>(*message);
    if (!trial.message) in.fault("message", "api.id_invalid", "is not the id of a message (msg_…)");
    facts.text = in.optional_text("text", {.max_bytes = 10'000}).value_or("");
  } else {
    facts.text = in.text("text", {.max_bytes = 10'000});
  }
  facts.triggers = read_triggers(in);
  facts.message_kind = in.optional_text("message_kind", kShortText).value_or("text");
  facts.account_id = in.optional_text("account", kShortText).value_or("");
  facts.username = in.optional_text("username", kShortText).value_or("");
  facts.name = in.optional_text("name", kShortText).value_or("");
  facts.language = in.optional_text("language", kShortText).value_or("");
  facts.media_id = in.optional_text("media_id", kShortText).value_or("");
  facts.payload = in.optional_text("payload", {.max_bytes = 1000}).value_or("");
  facts.tags = in.texts("tags", Limits::list, kShortText);
  facts.is_test = in.optional_flag("is_test").value_or(false);
  facts.chance =
      static_cast<std::uint64_t>(in.optional_integer("chance", 0, INT64_MAX).value_or(0));
  facts.now = now;
  if (const auto at = in.optional_text("at", kShortText)) {
    const auto parsed = parse_rfc3339(*at);
    if (!parsed) in.fault("at", "rules.time_invalid", "is not an RFC 3339 time");
    facts.now = parsed.value_or(now);
  }
  if (const auto contact = in.optional_text("contact", kShortText)) {
    trial.contact = parse_id<ContactId>(*contact);
    if (!trial.contact) in.fault("contact", "api.id_invalid", "is not the id of a contact (con_…)");
  }
  if (const json::Value* draft = in.optional_value("draft")) {
    DUNLIN_TRY(trial.draft, from_json(*draft, "draft"));
    DUNLIN_CHECK(validate(*trial.draft));
  }
  DUNLIN_CHECK(in.finish());
  return trial;
}

/// What is stored of a message takes the place of what the caller could have said.
Status take_facts(db::Tx& tx, const Scope& scope, MessageId id, Trial& trial) {
  DUNLIN_TRY(const auto message, conversations::find_message(tx, scope, id));
  DUNLIN_TRY(const auto conversation, conversations::find(tx, scope, message.conversation));
  DUNLIN_TRY(const auto contact, contacts::find(tx, scope, conversation.contact));
  Facts& facts = trial.facts;
  facts.text = message.text;
  facts.message_kind = name(message.kind);
  facts.account_id = to_text(conversation.account);
  facts.username = contact.profile.username;
  facts.name = contact.profile.name;
  const auto language = language_of(message.text);
  facts.language = language.empty() ? contact.language : std::string(language);
  facts.payload = message.payload;
  DUNLIN_TRY(facts.tags, contacts::tags(tx, scope, contact.id));
  facts.is_test = contact.is_test;
  facts.now = message.sent_at;
  using conversations::Kind;
  if (message.kind == Kind::postback) facts.triggers = {Trigger::postback};
  if (message.kind == Kind::story_reply) facts.triggers.push_back(Trigger::story_reply);
  if (message.kind == Kind::story_mention) facts.triggers.push_back(Trigger::story_mention);
  return {};
}

json::Object decision_json(const Decision& decision) {
  json::Object out = decision.explain();
  json::Array& fired = out.at("fired").get_array();
  for (std::size_t i = 0; i < decision.fired.size(); ++i) {
    json::Array actions;
    for (const Action& action : decision.fired[i].actions) actions.push_back(action_json(action));
    fired[i].get_object()["actions"] = std::move(actions);
  }
  return out;
}

}  // namespace

Task<Result<workspace::Reply>> try_rules(db::Database database, const Clock& clock,
                                         const workspace::Call& call) {
  auto trial = read_trial(call.body, clock.now());
  if (!trial) return workspace::answer(std::move(trial).error());
  return workspace::in_read(
      database,
      [scope = call.scope, trial = *std::move(trial)](db::Tx& tx) -> Result<workspace::Reply> {
        DUNLIN_TRY(const workspace::Workspace workspace, workspace::load_workspace(tx, scope));
        DUNLIN_TRY(std::vector<Rule> rules, list(tx, scope));
        Trial asked = trial;
        if (trial.message) DUNLIN_CHECK(take_facts(tx, scope, *trial.message, asked));
        Facts& facts = asked.facts;
        facts.zone = workspace.zone;
        if (trial.contact) {
          DUNLIN_TRY(facts.last_fired, last_fired(tx, scope, *trial.contact));
        }
        if (trial.draft) put_draft(rules, *trial.draft, facts.now);
        DUNLIN_TRY(const auto snapshot, Snapshot::compile(workspace.rule_version, std::move(rules),
                                                          Snapshot::Faulty::set_aside));
        const Decision decision =
            snapshot->decide(facts, *snapshot->match(facts.text), Snapshot::Losers::all);
        return workspace::reply_with(decision_json(decision));
      });
}

}  // namespace dunlin::rules
