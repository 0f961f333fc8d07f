import type { InboxRow } from '../../api/types';

/** The order of the list: the newest activity first, then the id. */
export function before(one: InboxRow, other: InboxRow): number {
  return Date.parse(other.active_at) - Date.parse(one.active_at) || (one.id < other.id ? 1 : -1);
}

/** The next page behind those that are there; a row that moved meanwhile stands once, where it is now. */
export function withPage(rows: readonly InboxRow[], page: readonly InboxRow[]): InboxRow[] {
  const coming = new Set(page.map(({ id }) => id));
  return [...rows.filter(({ id }) => !coming.has(id)), ...page].sort(before);
}

/**
 * The list after its first page was read anew. What stood within the span of that page and is not in it has left the view;
 * `kept` (the row that is open) stays all the same, so that nothing vanishes under the eye. Null when the page does not
 * reach down to a row that is there: what lies between is unknown, and the list begins anew.
 */
export function withFirst(rows: readonly InboxRow[], first: readonly InboxRow[], whole: boolean, kept: string | null): InboxRow[] | null {
  const coming = new Set(first.map(({ id }) => id));
  const last = first.at(-1);
  const below = whole || !last ? [] : rows.filter((row) => !coming.has(row.id) && before(row, last) > 0);
  if (!whole && rows.length > 0 && below.length === rows.length) return null;
  const stays = rows.filter((row) => row.id === kept && !coming.has(row.id) && !below.includes(row));
  return [...first, ...below, ...stays].sort(before);
}

/** The list after single rows were read anew: in their places, or gone. */
export function withRow(rows: readonly InboxRow[], row: InboxRow, fits: boolean): InboxRow[] {
  const others = rows.filter(({ id }) => id !== row.id);
  return fits ? [...others, row].sort(before) : others;
}

/** The id of the row a step away from one; the first or last where there is none. */
export function stepFrom(rows: readonly InboxRow[], from: string | null, step: 1 | -1): string | undefined {
  const at = rows.findIndex(({ id }) => id === from);
  if (at < 0) return rows[0]?.id;
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id;
}
