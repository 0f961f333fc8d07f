// A stand-in for a server, for the tests of the inbox alone: the built pages under the content policy, the calls that the
// inbox makes, and a stream of changes, in memory. node web/e2e/stand-in/server.mjs [port] [conversations]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal, routes } from './routes.mjs';
import { World } from './world.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' };
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; " +
  "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

const table = Object.entries(routes).map(([name, answer]) => {
  const [method, path] = name.split(' ');
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
  return { method, names, answer, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`) };
});

async function file(path, response) {
  const wanted = normalize(path).replace(/^(\.\.[/\\])+/, '');
  const found = await readFile(join(dist, wanted)).catch(() => null);
  const body = found ?? (await readFile(join(dist, 'index.html')));
  response.writeHead(200, { 'Content-Type': found ? (types[extname(wanted)] ?? 'application/octet-stream') : 'text/html', 'Content-Security-Policy': policy });
  response.end(body);
}

/** The stream of changes: what came since the last one that was heard, or a reset. */
class Events {
  #run = String(Date.now());
  #ring = [];
  #open = new Set();
  #number = 0;

  push(name, data) {
    this.#number += 1;
    const text = `id: ${this.#run}-${this.#number}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#ring = [...this.#ring, { number: this.#number, text }].slice(-200);
    for (const stream of this.#open) stream.write(text);
  }
  open(last, response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const [run, number] = (last ?? '').split('-');
    const known = run === this.#run;
    response.write(`id: ${this.#run}-${known ? number : this.#number}\nevent: ${last && !known ? 'reset' : 'ready'}\ndata: {}\n\n`);
    if (known) for (const one of this.#ring) if (one.number > Number(number)) response.write(one.text);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }
  get count() {
    return this.#open.size;
  }
  cut() {
    for (const stream of this.#open) stream.destroy();
  }
}

/** What a test makes happen: `POST /stand-in/<verb>`. */
const verbs = {
  say: (world, _, { conversation, text }) => world.say(conversation, text),
  meet: (world, _, { conversation, person, state }) => {
    const there = world.presence.get(conversation) ?? new Map();
    if (state === 'gone') there.delete(person);
    else there.set(person, state);
    world.presence.set(conversation, there);
    world.tell('presence', { conversation_id: conversation, person_id: person, state });
  },
  change: (world, _, { conversation, change }) => void world.change(conversation, change),
  refuse: (world, _, { why }) => void (world.refuseNext = why),
  cut: (_, events) => events.cut(),
  streams: (_, events) => ({ count: events.count }),
  sent: (world, _, { conversation }) => ({ texts: world.messagesIn(conversation).filter(({ direction }) => direction === 'out').map(({ text }) => text) }),
  owner: (world, _, { conversation }) => ({ owner: world.all.get(conversation).owner }),
};

export async function startStandIn({ port = 0, count = 3000, ...look } = {}) {
  const world = new World(count, look);
  const events = new Events();
  world.listeners.add((name, data) => events.push(name, data));

  async function answer(request, response) {
    const url = new URL(request.url, 'http://stand-in');
    if (url.pathname === '/api/v1/events') return events.open(request.headers['last-event-id'], response);
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = parts.length ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
    const say = (told, status = 200) => {
      response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' });
      response.end(status === 204 ? undefined : JSON.stringify(told));
    };
    if (url.pathname.startsWith('/stand-in/')) return say(verbs[url.pathname.slice(10)](world, events, body ?? {}) ?? {});
    if (!url.pathname.startsWith('/api/')) return file(url.pathname, response);
    for (const { method, pattern, names, answer: of } of table) {
      const match = request.method === method ? pattern.exec(url.pathname) : null;
      if (!match) continue;
      try {
        const p = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1])]));
        return say(...of({ world, p, query: Object.fromEntries(url.searchParams), body, key: request.headers['idempotency-key'] }));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return say({ type: 'about:blank', title: 'Refused', status: error.status, code: error.code, detail: error.message }, error.status);
      }
    }
    return say({ type: 'about:blank', title: 'Not found', status: 404, code: 'http.not_found', detail: 'There is nothing here.' }, 404);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(request.method, request.url, error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = async () => {
    events.cut();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, stop, world };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [port = '4300', count = '3000'] = process.argv.slice(2);
  console.log((await startStandIn({ port: Number(port), count: Number(count) })).address);
}
