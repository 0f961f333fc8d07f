import type { Content, Note, StoredMessage } from '../../api/types';

/** A message that this page sends and the server has not taken yet. */
export interface Waiting {
  /** Of what was composed: repeated with it, nothing is sent twice. */
  key: string;
  content: Content;
  at: string;
  /** The server was not reached: it is sent again when somebody asks for it. */
  stuck: boolean;
  /** The stored message it became, as soon as the server has said so. */
  message_id: string | null;
}

export type Item =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'message'; key: string; message: StoredMessage; closes: boolean }
  | { kind: 'note'; key: string; note: Note }
  | { kind: 'waiting'; key: string; waiting: Waiting };

const kGapMs = 20 * 60_000;

export function inOrder(one: StoredMessage, other: StoredMessage): number {
  return Date.parse(one.sent_at) - Date.parse(other.sent_at) || (one.id < other.id ? -1 : 1);
}

/**
 * Messages, oldest first, after the newest page was read anew. When the page does not reach down to what is there, what
 * lies between is unknown and the older ones are let go (`cut`), to be read again from the page's end.
 */
export function withNewest(messages: readonly StoredMessage[], page: readonly StoredMessage[], whole: boolean): { messages: StoredMessage[]; cut: boolean } {
  const coming = new Set(page.map(({ id }) => id));
  const oldest = page.length ? page.reduce((one, other) => (inOrder(one, other) < 0 ? one : other)) : undefined;
  const met = messages.some(({ id }) => coming.has(id));
  const cut = whole || !met;
  const below = cut || !oldest ? [] : messages.filter((one) => !coming.has(one.id) && inOrder(one, oldest) < 0);
  return { messages: [...below, ...page].sort(inOrder), cut };
}

export function withOlder(messages: readonly StoredMessage[], page: readonly StoredMessage[]): StoredMessage[] {
  const there = new Set(messages.map(({ id }) => id));
  return [...page.filter(({ id }) => !there.has(id)), ...messages].sort(inOrder);
}

/**
 * What stands in the conversation, oldest first: messages and notes by their time, a line where a day begins, and what is
 * being sent at the end. Notes older than the oldest message that was read wait for it, unless nothing older is left.
 */
export function timeline(messages: readonly StoredMessage[], notes: readonly Note[], waiting: readonly Waiting[], whole: boolean, dayOf: (at: string) => string): Item[] {
  const from = whole || !messages[0] ? -Infinity : Date.parse(messages[0].sent_at);
  const stored = new Set(messages.map(({ id }) => id));
  const dated = [
    ...messages.map((message, i) => ({ at: message.sent_at, item: { kind: 'message' as const, key: message.id, message, closes: closes(messages, i) } })),
    ...notes.filter((note) => Date.parse(note.created_at) >= from).map((note) => ({ at: note.created_at, item: { kind: 'note' as const, key: note.id, note } })),
    ...waiting.filter(({ message_id }) => message_id === null || !stored.has(message_id)).map((one) => ({ at: one.at, item: { kind: 'waiting' as const, key: one.key, waiting: one } })),
  ];
  const rank = { message: 0, note: 1, waiting: 2 };
  dated.sort((one, other) => Number(one.item.kind === 'waiting') - Number(other.item.kind === 'waiting') || Date.parse(one.at) - Date.parse(other.at) || rank[one.item.kind] - rank[other.item.kind]);
  const out: Item[] = [];
  let day = '';
  for (const { at, item } of dated) {
    const today = dayOf(at);
    if (today !== day) out.push({ kind: 'day', key: `day ${at}`, at });
    day = today;
    out.push(item);
  }
  return out;
}

/** Whether the bubble is the last of a group: another side, another author or a pause follows. */
function closes(messages: readonly StoredMessage[], i: number): boolean {
  const [one, next] = [messages[i]!, messages[i + 1]];
  if (!next) return true;
  return next.direction !== one.direction || next.source !== one.source || Date.parse(next.sent_at) - Date.parse(one.sent_at) > kGapMs;
}
