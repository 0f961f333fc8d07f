/** The list with one item at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const out = [...list];
  const [one] = out.splice(from, 1);
  if (one !== undefined) out.splice(Math.max(0, Math.min(to, out.length)), 0, one);
  return out;
}

export interface Placed {
  id: string;
  priority: number;
  created_at: string;
}

/** Where a rule of this priority is asked, counted from 0; the youngest of its priority when it is not among them yet. */
export function placeOf(others: readonly Placed[], rule: { id: string; priority: number; created_at?: string }): number {
  const before = (one: Placed) => one.priority > rule.priority || (one.priority === rule.priority && (!rule.created_at || one.created_at < rule.created_at));
  return others.filter((one) => one.id !== rule.id && before(one)).length;
}
