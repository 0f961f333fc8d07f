import { untrack } from 'svelte';
import { api, passes, Problem } from '../../api/client';
import type { News } from '../../api/feed';
import { Rereading } from '../../api/rereading';
import type { InboxFilter, InboxRow } from '../../api/types';
import { fits } from './filter';
import { before, stepFrom, withFirst, withPage, withRow } from './rows';
import { team } from './team.svelte';

const kPage = 50;
/** What changes together is read together. */
const kSoonMs = 120;
/** More rows than this are read by their page rather than one by one. */
const kSingly = 8;

/** The conversations of the view that is open, as far as somebody has scrolled, kept current by what the feed tells. */
class List {
  rows = $state.raw<readonly InboxRow[]>([]);
  state = $state<'coming' | 'ready' | 'failed'>('coming');
  problem = $state.raw<Problem | null>(null);
  /** The rows that a bulk act is for. */
  chosen = $state.raw<ReadonlySet<string>>(new Set());

  #filter: InboxFilter = { view: 'all' };
  #next: string | null = null;
  #reading = false;
  #turn = 0;
  #open: string | null = null;
  #changed = new Set<string>();
  #rereading = new Rereading(() => this.#reread(), kSoonMs);

  /** Shows another view: the old rows stay until the new ones are there. */
  async show(filter: InboxFilter) {
    this.#filter = filter;
    this.chosen = new Set();
    untrack(() => (this.state = 'coming'));
    await this.#begin();
  }

  /** The conversation that is open: it stays in the list until another one is opened. */
  opened(id: string | null) {
    const left = this.#open;
    this.#open = id;
    const row = untrack(() => this.rows.find((one) => one.id === left));
    if (row && left !== id && !this.#fits(row)) this.rows = this.rows.filter((one) => one !== row);
  }

  async more() {
    if (this.#next === null || this.#reading) return;
    this.#reading = true;
    const turn = this.#turn;
    try {
      const page = await this.#read(this.#next);
      if (turn !== this.#turn) return;
      this.rows = withPage(this.rows, page.items);
      this.#next = page.next;
    } catch {
      // The end of the list asks again when it is looked at again.
    } finally {
      this.#reading = false;
    }
    if (turn === this.#turn && this.#next !== null && this.rows.length < kPage) await this.more();
  }

  heed(news: News) {
    if (news.name === 'presence') return;
    if (news.name === 'change') {
      if (news.data.kind !== 'conversation' && news.data.kind !== 'message' && news.data.kind !== 'contact') return;
      if (news.data.kind !== 'contact' && news.data.id) this.#changed.add(news.data.id);
    }
    this.#rereading.soon();
  }

  /** Reads anew what may have changed: the first page, and single rows below it. */
  refresh(): Promise<void> {
    return this.#rereading.now();
  }

  async #reread(): Promise<boolean> {
    const turn = this.#turn;
    const changed = [...this.#changed];
    this.#changed.clear();
    try {
      const page = await this.#read(undefined);
      if (turn !== this.#turn) return true;
      const rows = withFirst(this.rows, page.items, page.next === null, this.#open);
      if (rows === null || page.next === null) this.#next = page.next;
      this.rows = rows ?? page.items;
      this.state = 'ready';
      const first = new Set(page.items.map(({ id }) => id));
      const below = changed.filter((id) => !first.has(id) && this.rows.some((row) => row.id === id));
      if (below.length > kSingly) await this.#begin();
      else await Promise.all(below.map((id) => this.#one(id)));
      return true;
    } catch (error) {
      for (const id of changed) this.#changed.add(id);
      this.#note(error);
      return !(error instanceof Problem && passes(error));
    }
  }

  /** A row as an act left it. */
  put(row: InboxRow) {
    const there = this.rows.some(({ id }) => id === row.id);
    const last = this.rows.at(-1);
    const read = this.#next === null || (last !== undefined && before(row, last) < 0);
    if (there || (read && this.#fits(row))) this.rows = withRow(this.rows, row, (there && row.id === this.#open) || this.#fits(row));
  }

  find(id: string | null): InboxRow | undefined {
    return this.rows.find((row) => row.id === id);
  }

  step(from: string | null, step: 1 | -1): string | undefined {
    return stepFrom(this.rows, from, step);
  }

  choose(id: string, on: boolean) {
    const next = new Set(this.chosen);
    if (on) next.add(id);
    else next.delete(id);
    this.chosen = next;
  }

  chooseNone() {
    this.chosen = new Set();
  }

  #fits(row: InboxRow): boolean {
    return fits(row, this.#filter, team.me, Date.now());
  }

  async #begin() {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const page = await this.#read(undefined);
      if (turn !== this.#turn) return;
      this.rows = page.items;
      this.#next = page.next;
      this.problem = null;
      this.state = 'ready';
      if (page.items.length < kPage) await this.more();
    } catch (error) {
      if (turn === this.#turn) this.#note(error);
    }
  }

  #read(cursor: string | undefined) {
    return api.get('/api/v1/inbox', { query: { ...this.#filter, limit: kPage, ...(cursor && { cursor }) } });
  }

  async #one(id: string) {
    const row = await api.get('/api/v1/inbox/{id}', { path: { id } }).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    });
    if (row === null) this.rows = this.rows.filter((one) => one.id !== id);
    else this.put(row);
  }

  #note(error: unknown) {
    if (this.state === 'ready') return;
    this.problem = error instanceof Problem ? error : new Problem(-1, 'page', String(error));
    this.state = 'failed';
  }
}

export const list = new List();
