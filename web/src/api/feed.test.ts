import { beforeEach, expect, it, vi } from 'vitest';
import { Feed, type FeedWorld, type News } from './feed';

vi.mock('./connection.svelte', () => ({ connection: { report: vi.fn(), forget: vi.fn() } }));

/** Tabs of one browser over one server: locks and the channel as browsers have them, streams that the test writes. */
class Browser {
  streams: { last: string; write: (text: string) => void; close: () => void }[] = [];
  #waiting: (() => void)[] = [];
  #held = false;
  #ears: { tab: number; listener: (word: never) => void }[] = [];
  #leader = 0;

  tab(id: number): Feed {
    const world: FeedWorld = {
      lead: (holding) => {
        const begin = () => {
          this.#held = true;
          this.#leader = id;
          void holding();
        };
        if (this.#held) this.#waiting.push(begin);
        else begin();
      },
      post: (word) => this.#ears.filter(({ tab }) => tab !== id).forEach(({ listener }) => listener(structuredClone(word) as never)),
      hear: (listener) => this.#ears.push({ tab: id, listener }),
      open: (last) => {
        let control: ReadableStreamDefaultController<Uint8Array>;
        const body = new ReadableStream<Uint8Array>({ start: (one) => void (control = one) });
        this.streams.push({ last, write: (text) => control.enqueue(new TextEncoder().encode(text)), close: () => control.close() });
        return Promise.resolve(new Response(body));
      },
      wait: () => (this.#leader === id ? Promise.resolve() : new Promise(() => undefined)),
    };
    return new Feed(world);
  }

  /** The tab that holds the stream is closed. */
  closeLeader() {
    this.#ears = this.#ears.filter(({ tab }) => tab !== this.#leader);
    this.#held = false;
    this.#waiting.shift()?.();
  }
}

const change = (id: string, of: string) => `id: ${id}\nevent: change\ndata: {"kind":"conversation","id":"${of}"}\n\n`;
/** One turn of the event loop: what was ready has run. */
const settle = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

let browser: Browser;
let heard: Record<number, string[]>;
function open(id: number): Feed {
  const feed = browser.tab(id);
  heard[id] = [];
  feed.follow((news: News) => heard[id]!.push(news.name === 'change' ? (news.data.id ?? 'all') : news.name));
  feed.start();
  return feed;
}

beforeEach(() => {
  browser = new Browser();
  heard = {};
});

it('one stream serves every tab', async () => {
  open(1);
  open(2);
  await settle();
  expect(browser.streams).toHaveLength(1);
  browser.streams[0]!.write('event: ready\ndata: {}\n\n');
  browser.streams[0]!.write(change('r-1', 'cnv_1'));
  await settle();
  expect(heard).toEqual({ 1: ['reset', 'cnv_1'], 2: ['reset', 'cnv_1'] });
});

it('when its tab is closed, the next goes on after the last event that it heard', async () => {
  open(1);
  open(2);
  await settle();
  browser.streams[0]!.write(change('r-7', 'cnv_1'));
  await settle();
  browser.closeLeader();
  await settle();
  expect(browser.streams.map(({ last }) => last)).toEqual(['', 'r-7']);
  browser.streams[1]!.write(change('r-8', 'cnv_2'));
  await settle();
  expect(heard[2]).toEqual(['cnv_1', 'cnv_2']);
});

it('a tab that comes late learns where the stream stands from the one that holds it', async () => {
  open(1);
  await settle();
  browser.streams[0]!.write(change('r-3', 'cnv_1'));
  await settle();
  open(2);
  browser.closeLeader();
  await settle();
  expect(browser.streams.at(-1)!.last).toBe('r-3');
});

it('a stream that ends is opened again where it ended, and a reset is told to everyone', async () => {
  open(1);
  open(2);
  await settle();
  browser.streams[0]!.write(change('r-1', 'cnv_1'));
  await settle();
  browser.streams[0]!.close();
  await settle();
  expect(browser.streams.at(-1)!.last).toBe('r-1');
  browser.streams.at(-1)!.write('id: s-0\nevent: reset\ndata: {}\n\n');
  await settle();
  expect(heard[2]).toEqual(['cnv_1', 'reset']);
});
