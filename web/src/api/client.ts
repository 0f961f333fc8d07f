import { connection } from './connection.svelte';
import { credentials } from './credentials';
import type { paths } from './schema';

/** A refusal as the server words it (problem+json), or what went wrong on the way. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** What to do, where the server knows it. */
    readonly hint = '',
    /** The field of the body that it is about. */
    readonly field = '',
  ) {
    super(detail);
  }
}

/** Whether it may go well by itself when it is tried again: the server was not reached, is busy, or is ill. */
export const passes = ({ status }: Problem) => status === 0 || status === 429 || status >= 500;

/** Hears of every refusal of the API: who is not signed in any more, what a role does not allow. */
export const refusals: { heed: (problem: Problem) => void } = { heed: () => undefined };

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const { code, detail, title, hint, field } = (body ?? {}) as { code?: string; detail?: string; title?: string; hint?: string; field?: string };
  return new Problem(response.status, code ?? 'http', detail ?? title ?? `HTTP ${response.status}`, hint, field);
}

async function ask(method: string, address: string, body: string | null, type: string, more: Record<string, string> = {}): Promise<Response> {
  const headers: Record<string, string> = { ...credentials.headers(method, address), ...more };
  if (body !== null) headers['Content-Type'] = type;
  const response = await fetch(address, { method, headers, body }).catch(() => {
    connection.report('calls', 'lost');
    throw new Problem(0, 'offline', '');
  });
  connection.report('calls', 'live');
  if (!response.ok) {
    const problem = await problemOf(response);
    refusals.heed(problem);
    throw problem;
  }
  return response;
}

export async function call<T>(method: string, address: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
  const response = await ask(method, address, body === undefined ? null : JSON.stringify(body), 'application/json', more);
  return (response.status === 204 ? null : await response.json()) as T;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
/** The parts of an address: what {names} stand for, and the query; and headers where a call wants one. */
type Parts<O> = O extends { parameters: infer All } ? Pick<All, Extract<keyof All, 'path' | 'query' | 'header'>> : never;
type Asked<R> = R extends { content: { 'application/json': infer Json } } ? Json : never;
type Body<O> = O extends { requestBody?: infer R } ? Asked<NonNullable<R>> : never;
/** What comes behind the parts of an address: the body, where a call has one. */
type Sent<O> = [Body<O>] extends [never] ? [] : [Body<O>];
type Answers<O> = O extends { responses: infer All } ? All[Extract<keyof All, 200 | 201 | 202>] : never;
type Told<O> = Answers<O> extends { content: { 'application/json': infer Json } } ? Json : null;

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
  get: <P extends PathsWith<'get'>>(path: P, parts: Parts<Operation<P, 'get'>>) => call<Told<Operation<P, 'get'>>>('GET', addressOf(path, parts)),
  post: sending('post'),
  put: sending('put'),
  patch: sending('patch'),
  delete: <P extends PathsWith<'delete'>>(path: P, parts: Parts<Operation<P, 'delete'>>) => call<null>('DELETE', addressOf(path, parts)),
  /** What is told as YAML. */
  getYaml: async (path: PathsWith<'get'>) => (await ask('GET', path, null, '')).text(),
  /** What is asked in YAML and told as JSON. */
  postYaml: async <P extends PathsWith<'post'>>(path: P, parts: Parts<Operation<P, 'post'>>, yaml: string) =>
    (await ask('POST', addressOf(path, parts), yaml, 'application/yaml')).json() as Promise<Told<Operation<P, 'post'>>>,
};

function sending<M extends 'post' | 'put' | 'patch'>(method: M) {
  return <P extends PathsWith<M>>(path: P, parts: Parts<Operation<P, M>>, ...[body]: Sent<Operation<P, M>>) =>
    call<Told<Operation<P, M>>>(method.toUpperCase(), addressOf(path, parts), body, (parts as { header?: Record<string, string> }).header);
}

/** The control API of the fake Instagram, which is no part of the contract. */
export const sim = {
  get: <T>(address: `/sim/api/${string}`) => call<T>('GET', address),
  post: <T>(address: `/sim/api/${string}`, body: unknown) => call<T>('POST', address, body),
  put: <T>(address: `/sim/api/${string}`, body: unknown) => call<T>('PUT', address, body),
};
