import type { InboxFilter, InboxRow } from '../../api/types';

/** What the list shows, as the address holds it. */
export const views = ['mine', 'unassigned', 'all', 'snoozed', 'closed', 'archived'] as const;
export type View = (typeof views)[number];

const kOwners = ['automation', 'person'] as const;

/** The filter that an address names; what makes no sense there filters nothing. */
export function filterOf(query: URLSearchParams): InboxFilter {
  const view = views.find((one) => one === query.get('view')) ?? 'all';
  const owner = kOwners.find((one) => one === query.get('owner'));
  const hours = Number(query.get('closing'));
  const text = (name: string) => query.get(name) || undefined;
  const [account, label, assignee] = [text('account'), text('label'), text('assignee')];
  return {
    view,
    ...(account && { account }),
    ...(label && { label }),
    ...(owner && { owner }),
    ...(assignee && { assignee }),
    ...(query.get('unread') === '1' && { unread: true }),
    ...(Number.isInteger(hours) && hours >= 1 && hours <= 24 && { closing_within_hours: hours }),
  };
}

/** The parts of an address that hold this filter; undefined takes a part away. */
export function queryOf(filter: InboxFilter): Record<string, string | undefined> {
  return {
    view: filter.view && filter.view !== 'all' ? filter.view : undefined,
    account: filter.account,
    label: filter.label,
    owner: filter.owner,
    assignee: filter.assignee,
    unread: filter.unread ? '1' : undefined,
    closing: filter.closing_within_hours ? String(filter.closing_within_hours) : undefined,
  };
}

export const sameFilter = (one: InboxFilter, other: InboxFilter) => JSON.stringify(queryOf(one)) === JSON.stringify(queryOf(other));

/** How many things narrow the list beyond its view. */
export function narrowing(filter: InboxFilter): number {
  return Object.values({ ...queryOf(filter), view: undefined }).filter(Boolean).length;
}

function inView(row: InboxRow, view: View, me: string | null, now: number): boolean {
  const asleep = row.snoozed_until !== null && Date.parse(row.snoozed_until) > now;
  if (view === 'closed' || view === 'archived') return row.state === view;
  if (row.state !== 'open' || asleep !== (view === 'snoozed')) return false;
  if (view === 'mine') return me !== null && row.assignee_id === me;
  return view !== 'unassigned' || row.assignee_id === null;
}

function closesWithin(row: InboxRow, hours: number, now: number): boolean {
  const { leave, closes_at } = row.window.automation;
  if (leave !== 'open' || closes_at === null) return false;
  const left = Date.parse(closes_at) - now;
  return left > 0 && left <= hours * 3_600_000;
}

/** Whether the server would list this row under the filter, so that a row which no longer fits leaves at once. */
export function fits(row: InboxRow, filter: InboxFilter, me: string | null, now: number): boolean {
  if (!inView(row, filter.view ?? 'all', me, now)) return false;
  if (filter.account && row.account_id !== filter.account) return false;
  if (filter.label && !row.labels.includes(filter.label)) return false;
  if (filter.owner && row.owner !== filter.owner) return false;
  if (filter.assignee && row.assignee_id !== (filter.assignee === 'me' ? me : filter.assignee)) return false;
  if (filter.unread && !row.unread) return false;
  return !filter.closing_within_hours || closesWithin(row, filter.closing_within_hours, now);
}
