#pragma once

#include "sim/instagram/state.h"
#include "sim/instagram/webhook_events.h"

/// The members of each kind of state, once: saving and loading both walk these lists.
namespace dunlin::instagram {

template <class V>
void fields(V& v, Token& t) {
  v("ig_id", t.ig_id), v("scopes", t.scopes), v("issued_at", t.issued_at);
  v("expires_at", t.expires_at), v("long_lived", t.long_lived), v("state", t.state);
}

template <class V>
void fields(V& v, Account& a) {
  v("ig_id", a.ig_id), v("asid", a.asid), v("username", a.username), v("name", a.name);
  v("account_type", a.account_type), v("subscribed_fields", a.subscribed_fields);
  v("subscribed", a.subscribed), v("condition", a.condition), v("followers", a.followers);
  v("follows", a.follows), v("impressions", a.impressions);
}

template <class V>
void fields(V& v, Person& p) {
  v("id", p.id), v("username", p.username), v("name", p.name), v("verified", p.verified);
  v("followers", p.followers);
}

template <class V>
void fields(V& v, Reaction& r) {
  v("reaction", r.reaction), v("emoji", r.emoji);
}

template <class V>
void fields(V& v, Message& m) {
  v("mid", m.mid), v("by", m.by), v("via", m.via), v("at", m.at), v("readable_at", m.readable_at);
  v("text", m.text), v("attachments", m.attachments), v("quick_replies", m.quick_replies);
  v("reply_to", m.reply_to), v("postback", m.postback), v("referral", m.referral);
  v("quick_reply", m.quick_reply), v("comment_id", m.comment_id), v("human_agent", m.human_agent);
  v("edits", m.edits), v("unsent", m.unsent), v("by_person", m.by_person);
  v("by_account", m.by_account), v("seen_at", m.seen_at);
}

template <class V>
void fields(V& v, Thread& t) {
  v("igsid", t.igsid), v("ig_id", t.ig_id), v("person", t.person);
  v("conversation_id", t.conversation_id), v("folder", t.folder), v("consent", t.consent);
  v("blocked", t.blocked), v("follows", t.follows), v("last_inbound", t.last_inbound);
  v("updated_at", t.updated_at), v("referral", t.referral), v("messages", t.messages);
}

template <class V>
void fields(V& v, Media& m) {
  v("id", m.id), v("ig_id", m.ig_id), v("caption", m.caption), v("media_type", m.media_type);
  v("product_type", m.product_type), v("at", m.at), v("live", m.live), v("ended", m.ended);
}

template <class V>
void fields(V& v, Comment& c) {
  v("id", c.id), v("media_id", c.media_id), v("parent_id", c.parent_id), v("text", c.text);
  v("igsid", c.igsid), v("at", c.at), v("hidden", c.hidden), v("deleted", c.deleted);
  v("private_reply_mid", c.private_reply_mid);
}

template <class V>
void fields(V& v, Upload& u) {
  v("ig_id", u.ig_id), v("type", u.type), v("url", u.url);
}

template <class V>
void fields(V& v, Event& e) {
  v("kind", e.kind), v("ig_id", e.ig_id), v("key", e.key), v("at", e.at), v("item", e.item);
}

template <class V>
void fields(V& v, State& s) {
  v("accounts", s.accounts), v("tokens", s.tokens), v("people", s.people), v("threads", s.threads);
  v("media", s.media), v("comments", s.comments), v("uploads", s.uploads);
  v("ids_given", s.ids_given);
}

}  // namespace dunlin::instagram
