import type { paths } from '../../api/schema';

/** What the list is narrowed down to; it stands in the address. */
export type Asked = Pick<NonNullable<paths['/api/v1/activity']['get']['parameters']['query']>, 'outcome' | 'account' | 'rule' | 'test' | 'from' | 'to'>;

const kHour = 3_600_000;
/** Spans that end now, by what the address calls them (`last=day`). */
export const spans = { hour: kHour, day: 24 * kHour, week: 7 * 24 * kHour, month: 30 * 24 * kHour } as const;
export type Span = keyof typeof spans;

const names = ['outcome', 'account', 'rule'] as const;
/** All of the address that narrows the list. */
export const narrowing = [...names, 'test', 'last', 'from', 'to'] as const;

export function spanOf(query: URLSearchParams): Span | undefined {
  const last = query.get('last');
  return last !== null && Object.hasOwn(spans, last) ? (last as Span) : undefined;
}

/** An instant of the address; nothing when it is none. */
function instantIn(query: URLSearchParams, name: 'from' | 'to'): string | undefined {
  const ms = Date.parse(query.get(name) ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

export function askedOf(query: URLSearchParams, now = Date.now()): Asked {
  const asked: Asked = {};
  for (const name of names) if (query.get(name)) Object.assign(asked, { [name]: query.get(name) });
  if (query.has('test')) asked.test = query.get('test') === 'true';
  const span = spanOf(query);
  const [from, to] = span ? [new Date(now - spans[span]).toISOString(), undefined] : [instantIn(query, 'from'), instantIn(query, 'to')];
  if (from) asked.from = from;
  if (to) asked.to = to;
  return asked;
}

export const isNarrowed = (asked: Asked) => Object.keys(asked).length > 0;

/** What "why did nothing happen" is asked about in the address (`why=msg_…`): a message or a conversation. */
export function whyOf(query: URLSearchParams): { message: string } | { conversation: string } | null {
  const id = query.get('why') ?? '';
  if (id.startsWith('msg_')) return { message: id };
  return id.startsWith('cnv_') ? { conversation: id } : null;
}
