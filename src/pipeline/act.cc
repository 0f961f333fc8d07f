#include <algorithm>
#include <iterator>

#include "pipeline/handle.h"

namespace dunlin::pipeline {
namespace {

using activity::Outcome;

/// Carries out the actions of the rules that fired, in their order.
struct Actor {
  db::Tx& tx;
  const Handling& handling;
  const Arrival& arrival;
  const Happening& happening;
  activity::Trace& trace;
  const rules::FiredRule& fired;
  int& step;
  int& queued;

  Status operator()(const rules::Reply& reply) {
    const rules::ReplyVariant& chosen = reply.variants.at(0);
    return send(graph::Text{.text = chosen.text, .quick_replies = chosen.quick_replies});
  }
  Status operator()(const rules::ReplyContent& reply) { return send(reply.content); }
  Status operator()(const rules::AddTag& add) {
    return contacts::add_tag(tx, handling.scope, happening.contact.id, add.tag);
  }
  Status operator()(const rules::HandToPerson&) {
    DUNLIN_CHECK(happening.row.write(tx, handling.scope, happening.conversation.id));
    return conversations::set_owner(tx, handling.scope, happening.conversation.id,
                                    conversations::Owner::person);
  }
  Status operator()(const rules::CloseConversation&) {
    DUNLIN_CHECK(happening.row.write(tx, handling.scope, happening.conversation.id));
    return conversations::close(tx, handling.scope, happening.conversation.id);
  }

  Status send(const graph::Content& content) {
    outbound::NewIntent intent;
    intent.id = handling.ids.next<IntentId>();
    intent.account = handling.account;
    intent.conversation = happening.conversation.id;
    intent.contact = happening.contact.id;
    intent.message = handling.ids.next<MessageId>();
    intent.recipient = {graph::Recipient::Kind::person, happening.contact.igsid};
    intent.content = content;
    intent.source = outbound::Source::rule;
    intent.cause = arrival.event.key() + "|" + to_text(fired.rule);
    intent.step = step++;
    intent.trace = trace.id;
    intent.rule = fired.rule;
    intent.rule_version = fired.version;
    intent.variant = fired.variant;
    intent.not_before = handling.now;
    intent.episode = happening.conversation.episode;
    intent.is_test = handling.mark_as_test;
    DUNLIN_TRY(const outbound::Enqueued put,
               outbound::enqueue(tx, handling.scope, happening.conversation, intent, handling.now,
                                 happening.row));
    if (put.is_new) ++queued;
    return {};
  }
};

bool changes_hands(const rules::Action& action) {
  return std::holds_alternative<rules::HandToPerson>(action) ||
         std::holds_alternative<rules::CloseConversation>(action);
}

/// Sends leave before the conversation changes hands or closes, whatever order the rule names them
/// in.
std::vector<rules::Action> in_order(const std::vector<rules::Action>& actions) {
  std::vector<rules::Action> out;
  std::ranges::remove_copy_if(actions, std::back_inserter(out), changes_hands);
  std::ranges::copy_if(actions, std::back_inserter(out), changes_hands);
  return out;
}

Status note_firing(db::Tx& tx, const Handling& handling, const Happening& happening,
                   const rules::FiredRule& fired) {
  const rules::Firing firing{.id = handling.ids.next_value(),
                             .rule = fired.rule,
                             .version = fired.version,
                             .variant = fired.variant,
                             .contact = happening.contact.id,
                             .message = happening.message,
                             .at = handling.now,
                             .is_test = handling.mark_as_test};
  return rules::record_firing(tx, handling.scope, firing);
}

std::string summary_of(const rules::Decision& decision, int queued) {
  if (decision.fired.empty()) return "No rule fired.";
  std::string out = "Rule \"" + decision.fired.front().name + "\" fired";
  if (decision.fired.size() > 1) {
    out += " and " + std::to_string(decision.fired.size() - 1) + " more";
  }
  return out + (queued == 0 ? "." : "; an answer was queued.");
}

Status gather_facts(db::Tx& tx, const Handling& handling, Happening& happening) {
  const auto [tags, last_fired] = handling.rules.asked();
  if (tags) {
    DUNLIN_TRY(happening.facts.tags, contacts::tags(tx, handling.scope, happening.contact.id));
  }
  if (last_fired) {
    DUNLIN_TRY(happening.facts.last_fired,
               rules::last_fired(tx, handling.scope, happening.contact.id));
  }
  return {};
}

Result<Outcome> decide(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                       Happening& happening, activity::Trace& trace) {
  DUNLIN_TRY(const bool about_opting_out, heed_opt_out(tx, handling, arrival, happening, trace));
  if (about_opting_out) return Outcome::opted_out;
  if (happening.contact.opted_out_at) {
    trace.summary = "This person asked not to be written to, so nothing was answered.";
    return Outcome::opted_out;
  }
  DUNLIN_CHECK(gather_facts(tx, handling, happening));
  const rules::Decision decision = handling.rules.decide(happening.facts, *arrival.match);
  trace.detail["rules"] = decision.explain();
  int queued = 0;
  for (const rules::FiredRule& fired : decision.fired) {
    trace.rules.push_back(fired.rule);
    int step = 0;
    Actor actor{.tx = tx,
                .handling = handling,
                .arrival = arrival,
                .happening = happening,
                .trace = trace,
                .fired = fired,
                .step = step,
                .queued = queued};
    for (const rules::Action& action : in_order(fired.actions))
      DUNLIN_CHECK(std::visit(actor, action));
    DUNLIN_CHECK(note_firing(tx, handling, happening, fired));
  }
  trace.summary = summary_of(decision, queued);
  return queued > 0 ? Outcome::answered : Outcome::no_answer;
}

}  // namespace

Result<Outcome> decide_and_act(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                               Happening happening, activity::Trace& trace) {
  DUNLIN_TRY(const Outcome outcome, decide(tx, handling, arrival, happening, trace));
  DUNLIN_CHECK(happening.row.write(tx, handling.scope, happening.conversation.id));
  return outcome;
}

}  // namespace dunlin::pipeline
