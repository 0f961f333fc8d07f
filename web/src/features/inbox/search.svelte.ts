import { api } from '../../api/client';
import type { SearchHit } from '../../api/types';

const kTypedMs = 160;
const kPage = 30;

/** What was looked for, and what was found, page by page. */
class Search {
  hits = $state.raw<readonly SearchHit[]>([]);
  state = $state<'idle' | 'coming' | 'ready' | 'failed'>('idle');
  /** How far the index is behind, in seconds. */
  behind = $state(0);
  kind = $state<'messages' | 'contacts'>('messages');

  #words = '';
  #next: string | null = null;
  #turn = 0;
  #timer = 0;
  #reading = false;

  look(words: string, kind: 'messages' | 'contacts' = this.kind) {
    const same = words.trim() === this.#words && kind === this.kind;
    this.kind = kind;
    if (same) return;
    this.#words = words.trim();
    this.#turn += 1;
    window.clearTimeout(this.#timer);
    if (!this.#words) {
      this.state = 'idle';
      this.hits = [];
      return;
    }
    this.state = 'coming';
    this.#timer = window.setTimeout(() => void this.#read(undefined), kTypedMs);
  }

  async more() {
    if (this.#next === null || this.#reading) return;
    this.#reading = true;
    await this.#read(this.#next);
    this.#reading = false;
  }

  async #read(cursor: string | undefined) {
    const turn = this.#turn;
    try {
      const page = await api.get('/api/v1/search', { query: { q: this.#words, in: this.kind, limit: kPage, ...(cursor && { cursor }) } });
      if (turn !== this.#turn) return;
      this.hits = cursor ? [...this.hits, ...page.items] : page.items;
      this.#next = page.next;
      this.behind = page.behind_seconds;
      this.state = 'ready';
    } catch {
      if (turn === this.#turn) this.state = 'failed';
    }
  }
}

export const search = new Search();

export interface Piece {
  text: string;
  found: boolean;
}

/** Cuts a text at what was found in it, counted as JavaScript counts. Spans that make no sense are left out. */
export function pieces(text: string, spans: readonly (readonly number[])[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  const add = (to: number, found: boolean) => {
    if (to > at) out.push({ text: text.slice(at, to), found });
    at = Math.max(at, to);
  };
  for (const [from = 0, to = 0] of spans.toSorted((one, other) => (one[0] ?? 0) - (other[0] ?? 0))) {
    if (from < at || to <= from || to > text.length) continue;
    add(from, false);
    add(to, true);
  }
  add(text.length, false);
  return out;
}
