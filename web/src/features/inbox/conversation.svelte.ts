import { untrack } from 'svelte';
import { api, passes, Problem } from '../../api/client';
import type { News } from '../../api/feed';
import { Rereading } from '../../api/rereading';
import type { Content, InboxConversation, InboxRow, Note, StoredMessage } from '../../api/types';
import { withNewest, withOlder, type Waiting } from './timeline';

const kPage = 50;
const kNotes = 200;
const kSoonMs = 80;
const kKept = 24;
/** How far back a message that was found is looked for. */
const kMostPages = 40;

/** One conversation: its person, messages and notes, kept current while it is open. */
export class Conversation {
  whole = $state.raw<InboxConversation | null>(null);
  /** Oldest first. */
  messages = $state.raw<readonly StoredMessage[]>([]);
  notes = $state.raw<readonly Note[]>([]);
  waiting = $state.raw<readonly Waiting[]>([]);
  problem = $state.raw<Problem | null>(null);
  loaded = $state(false);
  /** Nothing older is left to read. */
  begins = $state(false);
  /** How often the stream told who is here: an answer that was asked for before that is older. */
  met = 0;

  #next: string | null = null;
  #older: Promise<void> | null = null;
  #rereading = new Rereading(() => this.#read(), kSoonMs);

  constructor(readonly id: string) {}

  /** Reads it as it is now. */
  load(): Promise<void> {
    return this.#rereading.now();
  }

  async #read(): Promise<boolean> {
    const path = { path: { id: this.id } };
    const met = this.met;
    try {
      const [whole, page, notes] = await Promise.all([
        api.get('/api/v1/inbox/{id}', path),
        api.get('/api/v1/conversations/{id}/messages', { ...path, query: { limit: kPage } }),
        api.get('/api/v1/inbox/{id}/notes', { ...path, query: { limit: kNotes } }),
      ]);
      this.whole = met === this.met || !this.whole ? whole : { ...whole, presence: this.whole.presence };
      this.notes = notes.items;
      this.#take(page.items, page.next);
      this.problem = null;
      this.loaded = true;
      return true;
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(-1, 'page', String(error));
      return !passes(this.problem);
    }
  }

  heed(news: News) {
    if (news.name === 'presence') {
      if (news.data.conversation_id === this.id) this.#meet(news.data.person_id, news.data.state);
      return;
    }
    if (news.name === 'change') {
      const { kind, id } = news.data;
      const mine = (kind === 'conversation' || kind === 'message') && id === this.id;
      const person = kind === 'contact' && id === this.whole?.person.id;
      if (!mine && !person && !(kind === 'account' && id === this.whole?.account_id)) return;
    }
    this.soon();
  }

  /** What comes together is read together. */
  soon() {
    this.#rereading.soon();
  }

  older(): Promise<void> {
    this.#older ??= this.#readOlder().finally(() => (this.#older = null));
    return this.#older;
  }

  /** Reads back until a message is there; false when it is not found. */
  async reach(message: string): Promise<boolean> {
    for (let page = 0; page < kMostPages; page += 1) {
      if (this.messages.some(({ id }) => id === message)) return true;
      if (this.begins) return false;
      const before = this.messages.length;
      await this.older();
      if (this.messages.length === before) return false;
    }
    return false;
  }

  /**
   * Queues an answer; the key belongs to what was composed. Answers why the server refused it; one that it was not reached
   * with stays in the conversation, to be sent again.
   */
  async send(content: Content, key: string): Promise<Problem | null> {
    const one: Waiting = { key, content, at: new Date().toISOString(), stuck: false, message_id: null };
    this.waiting = [...this.waiting.filter((other) => other.key !== key), one];
    try {
      const queued = await api.post('/api/v1/conversations/{id}/messages', { path: { id: this.id }, header: { 'Idempotency-Key': key } }, content);
      this.#become(key, { message_id: queued.message_id });
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, 'page', String(error));
      if (problem.status === 0 || problem.status >= 500) {
        this.#become(key, { stuck: true });
        return null;
      }
      this.dropWaiting(key);
      return problem;
    }
    if (this.whole) this.whole = { ...this.whole, owner: 'person', answers_waiting: 0 };
    await this.load();
    return null;
  }

  dropWaiting(key: string) {
    this.waiting = this.waiting.filter((one) => one.key !== key);
  }

  put(row: InboxRow) {
    if (this.whole) this.whole = { ...this.whole, ...row };
  }

  #take(page: StoredMessage[], next: string | null) {
    const found = withNewest(this.messages, page, next === null);
    if (found.cut) this.#next = next;
    this.begins = this.#next === null;
    this.messages = found.messages;
  }

  async #readOlder() {
    if (this.#next === null) return;
    const page = await api.get('/api/v1/conversations/{id}/messages', { path: { id: this.id }, query: { limit: kPage, cursor: this.#next } }).catch(() => null);
    if (!page) return;
    this.#next = page.next;
    this.begins = page.next === null;
    this.messages = withOlder(this.messages, page.items);
  }

  #become(key: string, change: Partial<Waiting>) {
    this.waiting = this.waiting.map((one) => (one.key === key ? { ...one, ...change } : one));
  }

  #meet(person: string, state: 'viewing' | 'typing' | 'gone') {
    this.met += 1;
    if (!this.whole) return;
    const others = this.whole.presence.filter((one) => one.person_id !== person);
    this.whole = { ...this.whole, presence: state === 'gone' ? others : [...others, { person_id: person, state }] };
  }
}

/** The conversations that were opened lately: one that is opened again is there at once, and then read anew. */
class Conversations {
  #kept = new Map<string, Conversation>();

  of(id: string): Conversation {
    const found = this.#kept.get(id) ?? new Conversation(id);
    this.#kept.delete(id);
    this.#kept.set(id, found);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= kKept) break;
      this.#kept.delete(old);
    }
    return found;
  }

  put(row: InboxRow) {
    untrack(() => this.#kept.get(row.id)?.put(row));
  }

  rowOf(id: string): InboxRow | undefined {
    return untrack(() => this.#kept.get(id)?.whole ?? undefined);
  }

  forget(id: string) {
    this.#kept.delete(id);
  }
}

export const conversations = new Conversations();
