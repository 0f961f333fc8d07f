import type { paths } from '../../api/schema';

/** What the list is narrowed down to; it stands in the address. */
export type Asked = Pick<NonNullable<paths['/api/v1/activity']['get']['parameters']['query']>, 'outcome' | 'account' | 'rule' | 'test'>;

const names = ['outcome', 'account', 'rule'] as const;

export function askedOf(query: URLSearchParams): Asked {
  const asked: Record<string, unknown> = {};
  for (const name of names) if (query.get(name)) asked[name] = query.get(name);
  if (query.has('test')) asked.test = query.get('test') === 'true';
  return asked as Asked;
}

export const isNarrowed = (asked: Asked) => Object.keys(asked).length > 0;
