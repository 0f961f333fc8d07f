#include "pipeline/handle.h"

namespace dunlin::pipeline {
namespace {

using activity::Outcome;

/// Carries out what one kind of news means and says so in the trace.
struct Teller {
  db::Tx& tx;
  const Handling& handling;
  const Arrival& arrival;
  activity::Trace& trace;

  Status operator()(const intake::MessageDeleted& news) {
    DUNLIN_TRY(const bool known, conversations::unsend(tx, handling.scope, handling.account,
                                                       news.mid, event_time(arrival)));
    trace.summary = known ? "Unsent: its text and media were removed."
                          : "Unsent before it came: it will stay removed.";
    return {};
  }
  Status operator()(const intake::MessageEdited& news) {
    if (news.num_edit == 0) {
      trace.summary = "Announced a new message that could not be read.";
      return {};
    }
    DUNLIN_TRY(const bool known, conversations::edit(tx, handling.scope, handling.account, news.mid,
                                                     news.text, news.num_edit));
    trace.summary =
        known ? "Edited: the newest text is kept." : "An edit of a message that is not stored.";
    return heed_edit();
  }
  Status operator()(const intake::Seen& news) {
    DUNLIN_TRY(const auto met, meet());
    DUNLIN_TRY(const bool known, conversations::mark_seen(tx, handling.scope, handling.account,
                                                          met.id, news.mid, event_time(arrival)));
    trace.summary = known ? "Seen." : "Seen, of a message that is not stored.";
    return {};
  }
  Status operator()(const intake::ReferralOpened& news) {
    DUNLIN_CHECK(meet());
    trace.summary = "The person came by a link or an ad.";
    trace.detail["ref"] = news.referral.ref;
    trace.detail["source"] = news.referral.source;
    trace.detail["ad_id"] = news.referral.ad_id;
    return {};
  }
  Status operator()(const intake::OptIn& news) {
    trace.summary = "An opt-in was kept.";
    trace.detail["type"] = news.type;
    trace.detail["payload"] = news.payload;
    return {};
  }
  Status operator()(const intake::Handover& news) {
    trace.summary = "Control of the thread changed between apps.";
    trace.detail["kind"] = news.kind;
    trace.detail["previous_owner_app_id"] = news.previous_owner_app_id;
    trace.detail["new_owner_app_id"] = news.new_owner_app_id;
    return {};
  }
  Status operator()(const intake::Comment& news) {
    const bool own = news.from_id == arrival.event.account_ig_id;
    trace.outcome = own ? Outcome::ignored : Outcome::recorded;
    trace.summary = own ? "The account's own comment." : "A comment was kept.";
    trace.detail["comment_id"] = news.comment_id;
    trace.detail["parent_id"] = news.parent_id;
    trace.detail["from_id"] = news.from_id;
    trace.detail["from_username"] = news.from_username;
    trace.detail["media_id"] = news.media_id;
    trace.detail["text"] = news.text;
    trace.detail["live"] = news.live;
    return {};
  }
  Status operator()(const intake::Mention& news) {
    trace.summary = "A mention was kept.";
    trace.detail["media_id"] = news.media_id;
    trace.detail["comment_id"] = news.comment_id;
    return {};
  }
  Status operator()(const intake::StoryInsights& news) {
    trace.summary = "Story figures were kept.";
    trace.detail["media_id"] = news.media_id;
    trace.detail["raw"] = news.json;
    return {};
  }
  Status operator()(const intake::Unknown& news) {
    trace.outcome = Outcome::unknown_kind;
    trace.summary = "A kind of event that this version does not know; kept as it came.";
    trace.detail["raw"] = news.json;
    return {};
  }
  Status operator()(const intake::Message&) { return wrong_way(); }
  Status operator()(const intake::Postback&) { return wrong_way(); }
  Status operator()(const intake::Reaction&) { return wrong_way(); }

  /// A text that is changed to STOP says stop.
  Status heed_edit() {
    const auto wish = contacts::opt_out_wish(arrival.folded, handling.workspace.opt_out_words);
    if (wish == contacts::Wish::none || arrival.event.sender_id != arrival.event.person_id()) {
      return {};
    }
    DUNLIN_TRY(
        const contacts::Touched who,
        contacts::touch_outbound(tx, handling.scope, handling.account, arrival.event.person_id(),
                                 handling.ids.next<ContactId>(), event_time(arrival)));
    // Its message is no evidence: that was written before.
    DUNLIN_TRY(const bool wished,
               heed_opt_out_silently(tx, handling, arrival, who.contact, std::nullopt, trace));
    if (wished) trace.outcome = Outcome::opted_out;
    return {};
  }
  static Status wrong_way() {
    return Error(Code::internal, "pipeline.wrong_handler", "An event went to the wrong handler.");
  }

  Result<conversations::Conversation> meet() {
    DUNLIN_TRY(
        const contacts::Touched who,
        contacts::touch_outbound(tx, handling.scope, handling.account, arrival.event.person_id(),
                                 handling.ids.next<ContactId>(), event_time(arrival)));
    DUNLIN_TRY(
        const conversations::Opened opened,
        conversations::open(tx, handling.scope, handling.account, who.contact.id,
                            handling.ids.next<ConversationId>(), event_time(arrival), false));
    trace.contact = who.contact.id;
    trace.conversation = opened.conversation.id;
    return opened.conversation;
  }
};

}  // namespace

Result<Outcome> news_arrived(db::Tx& tx, const Handling& handling, const Arrival& arrival) {
  activity::Trace trace = begin_trace(handling, arrival);
  trace.outcome = Outcome::recorded;
  Teller teller{.tx = tx, .handling = handling, .arrival = arrival, .trace = trace};
  DUNLIN_CHECK(std::visit(teller, arrival.event.payload));
  DUNLIN_CHECK(activity::record(tx, handling.scope, trace));
  return trace.outcome;
}

}  // namespace dunlin::pipeline
