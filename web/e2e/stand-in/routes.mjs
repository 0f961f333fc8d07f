// The calls of the contract that the inbox makes, answered by the world of the stand-in.
import { iso } from './people.mjs';

class Refusal extends Error {
  constructor(status, code, detail) {
    super(detail);
    Object.assign(this, { status, code });
  }
}
export { Refusal };

const page = (items) => ({ items, next: null });

/** Newest first, from behind a cursor: what the server's keyset pages are. */
function keyset(items, { cursor, limit = 50 }, keyOf) {
  const from = cursor ? items.findIndex((one) => keyOf(one) === cursor) + 1 : 0;
  const part = items.slice(from, from + Number(limit));
  return { items: part, next: from + part.length < items.length ? keyOf(part.at(-1)) : null };
}

function inView(one, view) {
  if (view === 'closed' || view === 'archived') return one.state === view;
  if (one.state !== 'open' || (one.snoozed_until !== null) !== (view === 'snoozed')) return false;
  if (view === 'mine') return one.assignee_id === 'per_me';
  return view !== 'unassigned' || one.assignee_id === null;
}

function fits(one, query) {
  if (!inView(one, query.view ?? 'all')) return false;
  if (query.label && !one.labels.includes(query.label)) return false;
  if (query.owner && one.owner !== query.owner) return false;
  if (query.assignee && one.assignee_id !== query.assignee) return false;
  if (query.unread === 'true' && !one.unread) return false;
  const { leave, closes_at } = one.window.automation;
  return !query.closing_within_hours || (leave === 'open' && Date.parse(closes_at) - Date.now() < Number(query.closing_within_hours) * 3_600_000);
}

function counts(world) {
  const out = { mine: [], mine_unread: [], unassigned: [], unassigned_unread: [], all: [], all_unread: [], snoozed: [] };
  for (const one of world.all.values()) {
    for (const view of ['mine', 'unassigned', 'all', 'snoozed']) {
      if (!inView(one, view)) continue;
      out[view].push(one);
      if (one.unread) out[`${view}_unread`]?.push(one);
    }
  }
  return Object.fromEntries(Object.entries(out).map(([name, { length }]) => [name, { count: Math.min(999, length), more: length > 999 }]));
}

function find(world, id) {
  const one = world.all.get(id);
  if (!one) throw new Refusal(404, 'conversation.not_found', 'There is no such conversation.');
  return one;
}

function search(world, { q, in: where = 'messages', cursor, limit = 30 }) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const spansOf = (text) => words.map((word) => [text.toLowerCase().indexOf(word), text.toLowerCase().indexOf(word) + word.length]);
  const hits = [];
  for (const one of world.all.values()) {
    const text = where === 'contacts' ? `${one.contact.name} @${one.contact.username}` : one.line;
    const spans = spansOf(text);
    if (spans.some(([from]) => from < 0)) continue;
    const messageId = where === 'contacts' ? null : world.messagesIn(one.id).at(-1).id;
    hits.push({ kind: where === 'contacts' ? 'contact' : 'message', contact: one.contact, conversation_id: one.id, message_id: messageId, direction: where === 'contacts' ? null : 'in', text, spans, at: one.active_at });
    if (hits.length > 200) break;
  }
  return { ...keyset(hits, { cursor, limit }, (hit) => hit.contact.id), behind_seconds: 0 };
}

const filled = (text, name) => text.replace(/\{\{name(?:\|([^}]*))?\}\}/g, (_, other) => name || other || '');

const shop = { id: 'ws_1', name: 'Blue Dress', role: 'owner' };
const me = ({ theme, language, now }) => ({
  person: { id: 'per_me', email: 'sara@blue-dress.example', name: 'Sara', language, theme, installer: true, second_factor: false, recovery_codes_left: 0, created_at: iso(now) },
  session_id: 'ses_1',
  workspace: { ...shop, may: ['read', 'inbox', 'operate', 'manage', 'administer'] },
  workspaces: [shop],
  csrf_token: 'csrf',
});

/** "METHOD path" → what it answers: [body, status]. `{names}` come as `p`. */
export const routes = {
  'GET /api/v1/workspace': () => [{ id: 'ws_1', name: 'Blue Dress', zone: 'Asia/Tehran', language: 'en', automation_paused: false, opt_out_words: [], rule_version: 1 }],
  'GET /api/v1/first-steps': () => [{ steps: [], simulated: false, demo: false, own_rule: null, put_away: true }],
  'GET /api/v1/installation': ({ world }) => [{ sending_paused: world.paused }],
  'GET /api/v1/accounts': () => [page([{ id: 'acc_1', username: 'bluedress' }, { id: 'acc_2', username: 'bluedress.men' }])],
  'GET /api/v1/members': () => [page([{ id: 'per_me', name: 'Sara' }, { id: 'per_omid', name: 'Omid' }])],
  'GET /api/v1/me': ({ world }) => [me(world)],
  'PATCH /api/v1/me': ({ world, body }) => [me(Object.assign(world, body))],
  'GET /api/v1/activity': () => [page([])],
  'GET /api/v1/capabilities': () => [{ transports: [], media: [{ kind: 'image', max_bytes: 8_000_000, formats: 'JPEG, PNG' }, { kind: 'video', max_bytes: 25_000_000, formats: 'MP4' }] }],
  'GET /api/v1/sends/{id}': ({ p }) => [{ id: p.id, trace_id: 'act_1' }],
  'GET /api/v1/activity/{id}': ({ world, p }) => [trace(world, p.id)],
  'GET /api/v1/inbox': ({ world, query }) => {
    const found = [...world.all.values()].filter((one) => fits(one, query)).sort((a, b) => (a.active_at < b.active_at ? 1 : -1));
    const { items, next } = keyset(found, query, ({ id }) => id);
    return [{ items: items.map((one) => world.row(one)), next }];
  },
  'GET /api/v1/inbox/counts': ({ world }) => [counts(world)],
  'POST /api/v1/inbox/bulk': ({ world, body }) => [{
    items: body.ids.map((id) => {
      if (id === 'cnv_7') return { id, changed: false, problem: { type: 'about:blank', title: 'Conflict', status: 409, code: 'conversation.changed', detail: 'Somebody changed it at the same moment.' } };
      world.change(id, body.change);
      return { id, changed: true, problem: null };
    }),
  }],
  'GET /api/v1/inbox/{id}': ({ world, p }) => [world.whole(find(world, p.id))],
  'PATCH /api/v1/inbox/{id}': ({ world, p, body }) => [world.row(world.change(find(world, p.id).id, body))],
  'PUT /api/v1/inbox/{id}/draft': ({ world, p, body }) => {
    if (body.text) world.drafts.set(p.id, { text: body.text, is_note: body.is_note ?? false, changed_at: iso(Date.now()) });
    else world.drafts.delete(p.id);
    return [null, 204];
  },
  'POST /api/v1/inbox/{id}/presence': ({ world, p, body }) => {
    const one = find(world, p.id);
    if (body.state === 'typing' && one.owner === 'automation') world.change(p.id, { owner: 'person' });
    return [{ owner: one.owner, others: [...(world.presence.get(p.id) ?? new Map())].map(([person_id, state]) => ({ person_id, state })) }];
  },
  'GET /api/v1/inbox/{id}/notes': ({ world, p, query }) => [keyset(world.notes.filter((note) => note.conversation_id === p.id).toReversed(), query, ({ id }) => id)],
  'POST /api/v1/inbox/{id}/notes': ({ world, p, body }) => {
    const note = { id: world.id('not'), conversation_id: p.id, author_id: 'per_me', text: body.text, created_at: iso(Date.now()), edited_at: null };
    world.notes.push(note);
    world.changed('conversation', p.id);
    return [note, 201];
  },
  'PATCH /api/v1/notes/{id}': ({ world, p, body }) => [Object.assign(world.notes.find(({ id }) => id === p.id), { text: body.text, edited_at: iso(Date.now()) })],
  'DELETE /api/v1/notes/{id}': ({ world, p }) => {
    world.notes = world.notes.filter(({ id }) => id !== p.id);
    return [null, 204];
  },
  'GET /api/v1/conversations/{id}/messages': ({ world, p, query }) => [keyset(world.messagesIn(find(world, p.id).id).toReversed(), query, ({ id }) => id)],
  'POST /api/v1/conversations/{id}/messages': ({ world, p, body, key }) => {
    const why = world.refuseNext;
    world.refuseNext = '';
    if (why) throw new Refusal(409, 'send.window_closed', why);
    return [world.answer(find(world, p.id).id, body, key), 202];
  },
  'POST /api/v1/sends/{id}/retry': ({ world, p }) => {
    const sent = world.bySend(p.id);
    Object.assign(sent, { status: 'queued', reason: '' });
    world.deliver(sent);
    return [{ id: p.id }, 202];
  },
  'POST /api/v1/sends/{id}/settle': ({ world, p, body }) => {
    Object.assign(world.bySend(p.id), body.outcome === 'sent' ? { status: 'sent', reason: '' } : { status: 'failed', reason: 'It did not arrive.' });
    return [{ id: p.id }];
  },
  'GET /api/v1/labels': ({ world }) => [page(world.labels)],
  'POST /api/v1/labels': ({ world, body }) => {
    const label = { id: world.id('lab'), ...body };
    world.labels.push(label);
    return [label, 201];
  },
  'GET /api/v1/canned-replies': ({ world }) => [page(world.canned)],
  'POST /api/v1/canned-replies': ({ world, body }) => {
    const reply = { id: world.id('can'), changed_at: iso(Date.now()), ...body };
    world.canned.push(reply);
    return [reply, 201];
  },
  'GET /api/v1/canned-replies/{id}/filled': ({ world, p, query }) => {
    const one = find(world, query.conversation);
    const { text, language } = world.canned.find(({ id }) => id === p.id).texts[0];
    return [{ text: filled(text, one.contact.name), language }];
  },
  'DELETE /api/v1/canned-replies/{id}': ({ world, p }) => {
    world.canned = world.canned.filter(({ id }) => id !== p.id);
    return [null, 204];
  },
  'GET /api/v1/inbox-views': ({ world }) => [page(world.views)],
  'POST /api/v1/inbox-views': ({ world, body }) => {
    const view = { id: world.id('viw'), mine: true, ...body };
    world.views.push(view);
    return [view, 201];
  },
  'DELETE /api/v1/inbox-views/{id}': ({ world, p }) => {
    world.views = world.views.filter(({ id }) => id !== p.id);
    return [null, 204];
  },
  'GET /api/v1/search': ({ world, query }) => [search(world, query)],
  'PATCH /api/v1/contacts/{id}/tags': ({ world, p, body }) => {
    const before = world.tags.get(p.id) ?? [];
    world.tags.set(p.id, [...before, ...(body.add ?? [])].filter((tag) => !body.remove?.includes(tag)));
    const one = [...world.all.values()].find(({ contact }) => contact.id === p.id);
    return [world.whole(one).person];
  },
  'GET /api/v1/contacts/{id}/export': ({ p }) => [{ exported_at: iso(Date.now()), contact_id: p.id, tables: { contact: [{ id: p.id }] } }],
  'POST /api/v1/contacts/{id}/erase': ({ world, p }) => {
    const one = [...world.all.values()].find(({ contact }) => contact.id === p.id);
    world.all.delete(one.id);
    world.changed('conversation', one.id);
    return [{ erased: { message: 13 }, opt_out_kept: false }];
  },
};

function trace(world, id) {
  const question = world.messagesIn('cnv_leila')[0];
  return {
    id,
    at: question.sent_at,
    kind: 'message',
    account_id: 'acc_1',
    contact_id: 'con_0',
    conversation_id: 'cnv_leila',
    message_id: question.id,
    outcome: 'answered',
    summary: 'Rule "Price (English)" fired; an answer was queued.',
    detail: { rules: { fired: [{ rule: 'rul_1', name: 'Price (English)', version: 2, matched: [] }], losers: [{ rule: 'rul_2', name: 'Opening hours', reason: 'its keywords do not occur' }] } },
    send_steps: [],
  };
}
