import { connection } from './connection.svelte';
import { apiKey } from './key';
import type { paths } from './schema';

/** A refusal as the server words it (problem+json), or what went wrong on the way. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const { code, detail, title } = (body ?? {}) as { code?: string; detail?: string; title?: string };
  return new Problem(response.status, code ?? 'http', detail ?? title ?? `HTTP ${response.status}`);
}

async function call<T>(method: string, address: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  const key = apiKey();
  if (address.startsWith('/api/') && key) headers.Authorization = `Bearer ${key}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(address, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  }).catch(() => {
    connection.report('calls', 'lost');
    throw new Problem(0, 'offline', '');
  });
  connection.report('calls', 'live');
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? null : await response.json()) as T;
}

type Method = 'get' | 'patch';
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
/** The parts of an address: what {names} stand for, and the query. */
type Parts<O> = O extends { parameters: infer All } ? Pick<All, Extract<keyof All, 'path' | 'query'>> : never;
type Body<O> = O extends { requestBody: { content: { 'application/json': infer Json } } } ? Json : never;
type Told<O> = O extends { responses: { 200: { content: { 'application/json': infer Json } } } } ? Json : never;

/** The address of a call: `{names}` replaced, the query behind it, everything encoded. */
export function addressOf(path: string, parts: { path?: unknown; query?: unknown }): string {
  const named = (parts.path ?? {}) as Record<string, string>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const asked = Object.entries((parts.query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return query ? `${filled}?${query}` : filled;
}

/** The REST API. Paths, bodies and answers are those of api/openapi.yaml; another one does not compile. */
export const api = {
  get: <P extends PathsWith<'get'>>(path: P, parts: Parts<Operation<P, 'get'>>) =>
    call<Told<Operation<P, 'get'>>>('GET', addressOf(path, parts)),
  patch: <P extends PathsWith<'patch'>>(path: P, parts: Parts<Operation<P, 'patch'>>, body: Body<Operation<P, 'patch'>>) =>
    call<Told<Operation<P, 'patch'>>>('PATCH', addressOf(path, parts), body),
};

/** The control API of the fake Instagram, which is no part of the contract. */
export const sim = {
  get: <T>(address: `/sim/api/${string}`) => call<T>('GET', address),
  post: <T>(address: `/sim/api/${string}`, body: unknown) => call<T>('POST', address, body),
  put: <T>(address: `/sim/api/${string}`, body: unknown) => call<T>('PUT', address, body),
};
