#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "json/reader.h"
#include "rules/form.h"
#include "rules/http_internal.h"
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
  facts.text = in.text("text", {.max_bytes = 10'000});
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

/// In the place of the rule it is a draft of, by id or name, else as the youngest.
void put_draft(std::vector<Rule>& rules, Rule draft, Instant now) {
  const auto same = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) {
    return draft.id ? rule.id == draft.id : rule.name == draft.name;
  });
  draft.created_at = same == rules.end() ? now : same->created_at;
  if (same == rules.end()) {
    rules.push_back(std::move(draft));
  } else {
    draft.id = same->id;
    *same = std::move(draft);
  }
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
        Facts facts = trial.facts;
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
