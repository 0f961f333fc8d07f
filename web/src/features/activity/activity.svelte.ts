import { api, Problem } from '../../api/client';
import { feed } from '../../api/feed';
import type { Contact, StoredMessage, Trace, TraceDetail } from '../../api/types';
import { isNarrowed, type Asked } from './asked';

export type Trouble = 'none' | 'offline' | 'other';
export type Shown = 'all' | 'answered' | 'silent';

const kDebounce = 120;
const kAfterTrouble = 2000;
const kPage = 50;
/** A narrowed page can be short: each looks at some thousand events. */
const kMostPages = 10;
const kMost = 500;
/** Confirmations of our own sends: true, but seldom what somebody looks for. */
const kQuiet: readonly string[] = ['echo', 'seen'];

export function isQuiet(trace: Trace): boolean {
  return kQuiet.includes(trace.kind);
}

function fits(trace: Trace, shown: Shown): boolean {
  if (shown === 'answered') return trace.outcome === 'answered';
  if (shown === 'silent') return trace.outcome !== 'answered' && !isQuiet(trace);
  return true;
}

/** The newest traces, their details, and what they speak of. */
class Activity {
  trouble = $state<Trouble>('none');
  troubleText = $state('');
  loaded = $state(false);
  shown = $state<Shown>('all');
  /** The trace that is open, and whether the newest one opens by itself. */
  open = $state<string | null>(null);
  following = $state(true);
  details = $state<Record<string, TraceDetail>>({});
  messages = $state<Record<string, StoredMessage>>({});
  contacts = $state<Record<string, Contact>>({});

  /** There are older ones than those shown. */
  more = $state(false);
  narrowed = $state(false);

  #asked: Asked = {};
  #wanted = kPage;
  #newest = $state<Trace[]>([]);
  /** The newest trace when the list was last let move. */
  #held = $state<string | null>(null);
  #learnt = new Set<string>();
  #timer = 0;
  #retry = 0;
  #running = false;
  #again = false;

  /** What the list shows: while somebody reads, later arrivals wait above it. */
  readonly traces = $derived.by(() => {
    const from = this.following ? 0 : this.#newest.findIndex((trace) => trace.id === this.#held);
    return this.#newest.slice(Math.max(0, from)).filter((trace) => fits(trace, this.shown));
  });
  readonly waiting = $derived.by(() => {
    if (this.following) return 0;
    const from = this.#newest.findIndex((trace) => trace.id === this.#held);
    return this.#newest.slice(0, Math.max(0, from)).filter((trace) => fits(trace, this.shown)).length;
  });

  /** Reads anew when the stream tells of activity, until the answer is called. */
  watch(): () => void {
    void this.refresh();
    const forget = feed.follow((news) => {
      if (news.name === 'reset' || (news.name === 'change' && news.data.kind === 'activity')) this.refreshSoon();
    });
    return () => {
      forget();
      window.clearTimeout(this.#timer);
      this.#timer = 0;
      window.clearTimeout(this.#retry);
    };
  }

  /** Shows only what fits from now on. */
  narrow(asked: Asked) {
    if (JSON.stringify(asked) === JSON.stringify(this.#asked)) return;
    this.#asked = asked;
    this.narrowed = isNarrowed(asked);
    this.#wanted = kPage;
    this.#newest = [];
    this.loaded = false;
    this.following = true;
    void this.refresh();
  }

  /** Once for all that comes within a moment. */
  refreshSoon = () => {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      void this.refresh();
    }, kDebounce);
  };

  async refresh() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      const asked = this.#asked;
      const { items, more } = await this.#read(asked, this.#wanted);
      if (asked !== this.#asked) this.#again = true;
      else {
        this.#newest = items;
        this.more = more && items.length < kMost;
      }
      await Promise.all([this.#learnNames(items), this.#learnMessages(items)]);
      if (this.following) this.open = items.find((trace) => !isQuiet(trace))?.id ?? null;
      if (this.open) await this.#loadDetail(this.open);
      this.trouble = 'none';
    } catch (error) {
      this.#note(error);
    } finally {
      this.loaded = true;
      this.#running = false;
    }
    if (this.#again) {
      this.#again = false;
      this.refreshSoon();
    }
  }

  /** The newest that fit, so many; and whether there are more. */
  async #read(asked: Asked, wanted: number): Promise<{ items: Trace[]; more: boolean }> {
    const items: Trace[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < kMostPages && items.length < wanted; ++page) {
      const query = { limit: kPage, ...asked, ...(cursor && { cursor }) };
      const found: { items: Trace[]; next: string | null } = await api.get('/api/v1/activity', { query });
      items.push(...found.items);
      cursor = found.next;
      if (cursor === null) break;
    }
    return { items: items.slice(0, wanted), more: cursor !== null || items.length > wanted };
  }

  /** More of what came before; the list keeps its place. */
  async older() {
    this.hold();
    this.#wanted = Math.min(kMost, this.#wanted + kPage);
    await this.refresh();
  }

  /** Opens or closes a trace; from then on the list keeps its place. */
  async toggle(id: string) {
    this.hold();
    this.open = this.open === id ? null : id;
    if (!this.open) return;
    await this.#loadDetail(id).catch((error: unknown) => this.#note(error));
  }

  hold() {
    if (!this.following) return;
    this.following = false;
    this.#held = this.#newest[0]?.id ?? null;
  }

  follow() {
    this.following = true;
    this.#wanted = kPage;
    this.open = this.#newest.find((trace) => !isQuiet(trace) && fits(trace, this.shown))?.id ?? null;
    this.refreshSoon();
  }

  /** Opens the trace that caused the message with this mid. */
  async openByMid(mid: string): Promise<boolean> {
    const bySent = () => Object.values(this.messages).find((message) => message.mid === mid);
    if (!bySent()?.send_id) {
      this.#learnt.clear();
      await this.#learnMessages(this.#newest);
    }
    const sent = bySent();
    if (!sent?.send_id) return false;
    for (const trace of this.#newest) {
      if (trace.conversation_id === null || isQuiet(trace)) continue;
      const detail = await this.#loadDetail(trace.id);
      if (!detail.send_steps.some((step) => step.send_id === sent.send_id)) continue;
      this.shown = 'all';
      this.hold();
      this.#held = this.#newest[0]?.id ?? null;
      this.open = trace.id;
      return true;
    }
    return false;
  }

  forget() {
    this.details = {};
    this.messages = {};
    this.#learnt.clear();
    this.follow();
  }

  async #loadDetail(id: string): Promise<TraceDetail> {
    const detail = await api.get('/api/v1/activity/{id}', { path: { id } });
    this.details[id] = detail;
    return detail;
  }

  async #learnNames(traces: Trace[]) {
    const ids = new Set(traces.map((trace) => trace.contact_id).filter((id) => id !== null));
    const unknown = [...ids].filter((id) => !this.contacts[id]);
    const found = await Promise.all(unknown.map((id) => api.get('/api/v1/contacts/{id}', { path: { id } })));
    for (const contact of found) {
      this.contacts[contact.id] = contact;
    }
  }

  /** Only of conversations that something new happened in. */
  async #learnMessages(traces: Trace[]) {
    const fresh = traces.filter((trace) => !this.#learnt.has(trace.id));
    const conversations = new Set(fresh.map((trace) => trace.conversation_id).filter((id) => id !== null));
    const pages = await Promise.all(
      [...conversations].map((id) => api.get('/api/v1/conversations/{id}/messages', { path: { id }, query: { limit: kPage } })),
    );
    for (const message of pages.flatMap((page) => page.items)) this.messages[message.id] = message;
    for (const trace of fresh) this.#learnt.add(trace.id);
  }

  #note(error: unknown) {
    const problem = error instanceof Problem ? error : new Problem(-1, 'page', String(error));
    window.clearTimeout(this.#retry);
    // Nobody is signed in any more: the door stands here in a moment.
    if (problem.status === 401) return;
    this.troubleText = problem.message;
    this.trouble = problem.status === 0 ? 'offline' : 'other';
    this.#retry = window.setTimeout(() => void this.refresh(), kAfterTrouble);
  }
}

export const activity = new Activity();
