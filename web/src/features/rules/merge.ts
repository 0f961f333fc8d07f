import { same, type Form } from './form';

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Merged<T> {
  value: T;
  /** Where both sides changed something in two ways; mine was kept there. */
  clashes: string[];
}

/** What became of `base` on two sides: what only they changed is taken over, of what both changed mine stays. */
export function merge<T>(base: T, theirs: T, mine: T, path = ''): Merged<T> {
  if (same(theirs, base) || same(theirs, mine)) return { value: mine, clashes: [] };
  if (same(mine, base)) return { value: theirs, clashes: [] };
  if (!isPlain(base) || !isPlain(theirs) || !isPlain(mine)) return { value: mine, clashes: [path] };
  const value: Plain = {};
  const clashes: string[] = [];
  for (const key of Object.keys(mine)) {
    const one = merge(base[key], theirs[key], mine[key], path ? `${path}.${key}` : key);
    value[key] = one.value;
    clashes.push(...one.clashes);
  }
  return { value: value as T, clashes };
}

/** Whether nothing changed but what the list of rules changes: the order, and the switch. */
export function onlyPlaced(before: Form, after: Form): boolean {
  return same({ ...before, active: true, priority: 0 }, { ...after, active: true, priority: 0 });
}
