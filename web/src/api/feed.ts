import { connection } from './connection.svelte';
import { credentials } from './credentials';
import type { components } from './schema';
import { StreamCutter, type StreamEvent } from './stream';

export type Change = components['schemas']['ChangeEvent'];
export type PresenceNews = components['schemas']['PresenceEvent'];

/** What the stream tells: something changed, somebody came or went, or so much may have been missed that every list is to be read anew. */
export type News = { name: 'change'; data: Change } | { name: 'presence'; data: PresenceNews } | { name: 'reset' };

/** What the tabs of a browser tell each other: an event, whether the stream stands, and a newcomer's question. */
type Word = { word: 'event'; event: StreamEvent } | { word: 'state'; live: boolean; last: string } | { word: 'who' };

/** What the feed stands on, so that a test can bring its own. */
export interface FeedWorld {
  /** Answers once this tab holds the stream of the browser; it holds it until the promise of `holding` settles. */
  lead: (holding: () => Promise<void>) => void;
  post: (word: Word) => void;
  hear: (listener: (word: Word) => void) => void;
  open: (last: string, signal: AbortSignal) => Promise<Response>;
  wait: (ms: number) => Promise<void>;
}

const kRetryMs = 1500;
const kRefusedMs = 20_000;
/** The server says something every 10 s. */
const kSilenceMs = 25_000;

/**
 * What changes in the workspace, as it happens. One tab of the browser holds the stream and tells the others; when it is
 * closed, another goes on from the last event that it heard.
 */
export class Feed {
  #listeners = new Set<(news: News) => void>();
  #last = '';
  #live = false;
  #lead = false;
  #started = false;

  constructor(private readonly world: FeedWorld) {}

  /** Hears everything until the answer is called. */
  follow(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Once; who signs in again finds it going. */
  start() {
    if (this.#started) return;
    this.#started = true;
    connection.report('feed', 'connecting');
    this.world.hear((word) => this.#hear(word));
    this.world.post({ word: 'who' });
    this.world.lead(() => this.#hold());
  }

  #hear(word: Word) {
    if (word.word === 'who') {
      if (this.#lead) this.world.post({ word: 'state', live: this.#live, last: this.#last });
    } else if (word.word === 'state') {
      this.#last = word.last || this.#last;
      this.#stand(word.live);
    } else {
      this.#take(word.event);
    }
  }

  #take(event: StreamEvent) {
    const known = this.#last !== '';
    if (event.id) this.#last = event.id;
    this.#stand(true);
    if (event.name === 'change') this.#tell({ name: 'change', data: JSON.parse(event.data) as Change });
    else if (event.name === 'presence') this.#tell({ name: 'presence', data: JSON.parse(event.data) as PresenceNews });
    else if (event.name === 'reset' || (event.name === 'ready' && !known)) this.#tell({ name: 'reset' });
  }

  #stand(live: boolean) {
    this.#live = live;
    connection.report('feed', live ? 'live' : 'lost');
  }

  #tell(news: News) {
    for (const listener of this.#listeners) listener(news);
  }

  async #hold(): Promise<void> {
    this.#lead = true;
    for (;;) await this.world.wait(await this.#read());
  }

  /** Reads one stream to its end; answers how long to wait before the next. */
  async #read(): Promise<number> {
    const stop = new AbortController();
    let silence = setTimeout(() => stop.abort(), kSilenceMs);
    try {
      const response = await this.world.open(this.#last, stop.signal);
      if (!response.ok || !response.body) {
        // A refusal is no lost connection: the pages that need the key or the rights say so themselves.
        connection.forget('feed');
        await response.body?.cancel();
        return kRefusedMs;
      }
      const cutter = new StreamCutter();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        clearTimeout(silence);
        if (done) break;
        silence = setTimeout(() => stop.abort(), kSilenceMs);
        for (const event of cutter.push(value)) {
          this.world.post({ word: 'event', event });
          this.#take(event);
        }
      }
    } catch {
      this.#lost();
    } finally {
      clearTimeout(silence);
    }
    return kRetryMs;
  }

  #lost() {
    this.#stand(false);
    this.world.post({ word: 'state', live: false, last: this.#last });
  }
}

function inThisBrowser(): FeedWorld {
  // Tabs of one person may be in several workspaces; each workspace has its stream. The name is taken when the feed starts.
  let opened: BroadcastChannel | null = null;
  const name = () => `dunlin.feed ${credentials.workspace}`;
  const channel = () => (opened ??= new BroadcastChannel(name()));
  return {
    // Locks exist in secure contexts alone; elsewhere each tab has a stream of its own.
    lead: (holding) => void (navigator.locks ? navigator.locks.request(name(), holding) : holding()),
    post: (word) => channel().postMessage(word),
    hear: (listener) => channel().addEventListener('message', ({ data }) => listener(data as Word)),
    open: (last, signal) => {
      const headers: Record<string, string> = { Accept: 'text/event-stream', ...credentials.headers('GET', '/api/v1/events') };
      if (last) headers['Last-Event-ID'] = last;
      return fetch('/api/v1/events', { headers, signal, cache: 'no-store' });
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

export const feed = new Feed(inThisBrowser());
