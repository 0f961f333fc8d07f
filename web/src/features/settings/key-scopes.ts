import type { Scope } from '../../api/types';

/** From least to all. Reading goes with every key. */
export const scopes: readonly Scope[] = ['read', 'inbox', 'operate', 'manage', 'administer'];

export const scopeNamed = (word: string) => scopes.find((scope) => scope === word);

/** What the API is asked for: a key that may more than read, writes. */
export function wantedKey(name: string, chosen: readonly Scope[], installer: boolean) {
  const all = scopes.filter((scope) => scope === 'read' || chosen.includes(scope));
  return { name: name.trim(), access: all.length > 1 ? ('write' as const) : ('read' as const), scopes: all, installer };
}
