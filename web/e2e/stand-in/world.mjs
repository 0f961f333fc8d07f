// What the stand-in knows and how it changes. Every change is told to those who listen.
import { conversation, iso, kHour, message, messagesOf, windowOf } from './people.mjs';

export class World {
  constructor(count, { theme = 'light', language = 'en' } = {}) {
    this.now = Date.now();
    Object.assign(this, { theme, language });
    this.all = new Map();
    for (let i = 0; i < count; i += 1) {
      const one = conversation(i, this.now);
      this.all.set(one.id, one);
    }
    this.messages = new Map();
    this.drafts = new Map();
    this.tags = new Map([['con_0', ['vip']]]);
    this.sends = new Map();
    this.presence = new Map();
    this.notes = [{ id: 'not_1', conversation_id: 'cnv_leila', author_id: 'per_omid', text: 'She bought two dresses in March; be generous with shipping.', created_at: iso(this.now - kHour), edited_at: null }];
    this.labels = [
      { id: 'lab_1', name: 'VIP', colour: 'purple' },
      { id: 'lab_2', name: 'Order', colour: 'green' },
      { id: 'lab_3', name: 'شکایت', colour: 'red' },
    ];
    this.canned = [
      { id: 'can_1', shortcut: 'hours', texts: [{ language: 'en', text: 'We are open from 9 to 18, {{name|friend}}.' }, { language: 'fa', text: '{{name|دوست}} عزیز، از ۹ تا ۱۸ باز هستیم.' }], changed_at: iso(this.now) },
      { id: 'can_2', shortcut: 'ship', texts: [{ language: 'en', text: 'Shipping takes three days and is free.' }], changed_at: iso(this.now) },
    ];
    this.views = [{ id: 'viw_1', name: 'Closing soon', shared: true, mine: false, filter: { view: 'all', closing_within_hours: 6 } }];
    this.paused = false;
    this.listeners = new Set();
    this.next = 1;
    this.refuseNext = '';
  }

  id(prefix) {
    this.next += 1;
    return `${prefix}_new${this.next}`;
  }
  tell(name, data) {
    for (const listener of this.listeners) listener(name, data);
  }
  changed(kind, id) {
    this.tell('change', { kind, id });
  }

  messagesIn(id) {
    const one = this.all.get(id);
    if (!this.messages.has(id)) this.messages.set(id, messagesOf(one, this.now));
    return this.messages.get(id);
  }

  row({ index: _, line, ...one }) {
    const kept = this.messages.get(one.id)?.at(-1);
    const last = kept
      ? { text: kept.text.slice(0, 200), kind: kept.kind, direction: kept.direction, source: kept.source, status: kept.status, at: kept.sent_at, unsent: kept.deleted_at !== null }
      : { text: line, kind: 'text', direction: 'in', source: 'contact', status: 'received', at: one.active_at, unsent: false };
    return { ...one, last };
  }

  whole(one) {
    const messages = this.messagesIn(one.id);
    const { leave, closes_at } = one.window.person;
    const state = leave === 'open' ? 'open' : leave === 'closed' ? 'closed' : 'people_only';
    const ended = new Date(Date.parse(one.last_inbound_at) + 168 * kHour).toISOString().slice(0, 10);
    return {
      ...this.row(one),
      person: {
        id: one.contact.id,
        account_id: one.account_id,
        igsid: `1784${one.index}`,
        display_name: one.contact.display_name,
        username: one.contact.username,
        name: one.contact.name,
        picture_url: '',
        follower_count: 840,
        follows_account: true,
        followed_by_account: null,
        verified: false,
        profile_read_at: iso(this.now),
        language: one.index === 1 ? 'fa' : 'en',
        opted_out_at: null,
        last_inbound_at: one.last_inbound_at,
        is_test: false,
        created_at: iso(this.now - 200 * 24 * kHour),
        tags: this.tags.get(one.contact.id) ?? [],
      },
      message_count: messages.length,
      more_messages: false,
      consent: { opted_out_at: null, has_basis: false, history: [{ kind: 'granted', source: 'message', evidence: 'msg_1', at: iso(this.now - 90 * kHour) }] },
      rules_fired: one.index < 2 ? [{ rule_id: 'rul_1', rule_name: one.index === 1 ? 'Price (Persian)' : 'Price (English)', at: iso(this.now - 33 * kHour), activity_id: 'act_1' }] : [],
      composer: {
        state,
        closes_at: state === 'closed' ? null : closes_at,
        reason: state === 'open' ? '' : state === 'people_only' ? 'The 24 hours for automatic answers are over; a person may still answer.' : `The time to answer ended at ${ended}; a new message of theirs opens it again.`,
        way_out: state === 'open' ? '' : state === 'people_only' ? `Answer yourself before it closes; when ${one.contact.name} writes again, it is open to all.` : `Wait until ${one.contact.name} writes again, or reply to a comment of theirs.`,
        transport: 'simulator',
        text_bytes: 1000,
        structured: true,
        media: ['image', 'video', 'audio', 'file'],
      },
      draft: this.drafts.get(one.id) ?? null,
      presence: [...(this.presence.get(one.id) ?? new Map())].map(([person_id, as]) => ({ person_id, state: as })),
      notes_count: this.notes.filter((note) => note.conversation_id === one.id).length,
      answers_waiting: one.index === 0 && one.owner === 'automation' ? 1 : 0,
    };
  }

  change(id, { labels, assignee_id, ...plain }) {
    const one = this.all.get(id);
    Object.assign(one, plain);
    if (assignee_id !== undefined) one.assignee_id = assignee_id === 'me' ? 'per_me' : assignee_id;
    if (labels) one.labels = [...one.labels, ...(labels.add ?? []).filter((label) => !one.labels.includes(label))].filter((label) => !labels.remove?.includes(label));
    if (plain.state === 'closed') one.snoozed_until = null;
    this.changed('conversation', id);
    return one;
  }

  /** The person of a conversation writes. */
  say(id, text) {
    const one = this.all.get(id);
    const at = Date.now();
    this.messagesIn(id).push(message(id, this.id('msg'), at, { text }));
    Object.assign(one, { active_at: iso(at), last_inbound_at: iso(at), unread: true, state: 'open', snoozed_until: null, window: windowOf(at, at) });
    this.changed('message', id);
  }

  /** One of us answers; the message is queued, sent and seen. */
  answer(id, content, key) {
    const known = this.sends.get(key);
    if (known) return known;
    const one = this.all.get(id);
    const at = Date.now();
    const kind = content.type && content.type !== 'text' ? content.type : 'text';
    const sent = message(id, this.id('msg'), at, { direction: 'out', kind, text: content.text ?? '', attachments: content.url ? [{ type: kind, url: content.url }] : [], status: 'queued' });
    this.messagesIn(id).push(sent);
    Object.assign(one, { active_at: iso(at), owner: 'person' });
    const send = { id: sent.send_id, message_id: sent.id, conversation_id: id, unsettled_before: false };
    this.sends.set(key, send);
    this.changed('message', id);
    this.deliver(sent);
    return send;
  }

  deliver(sent) {
    setTimeout(() => {
      Object.assign(sent, { status: 'sent', reason: '' });
      this.changed('message', sent.conversation_id);
    }, 150);
  }

  bySend(send) {
    for (const messages of this.messages.values()) {
      const found = messages.find(({ send_id }) => send_id === send);
      if (found) return found;
    }
    return null;
  }
}
