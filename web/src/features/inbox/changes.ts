import type { InboxChange, InboxRow } from '../../api/types';

/** A row as a change leaves it, shown before the server has answered. */
export function changed(row: InboxRow, change: InboxChange, me: string | null): InboxRow {
  const { labels, assignee_id, ...plain } = change;
  const added = (labels?.add ?? []).filter((id) => !row.labels.includes(id));
  return {
    ...row,
    ...plain,
    ...(assignee_id !== undefined && { assignee_id: assignee_id === 'me' ? me : assignee_id }),
    ...(labels && { labels: [...row.labels, ...added].filter((id) => !labels.remove?.includes(id)) }),
    ...(change.state === 'closed' && { snoozed_until: null }),
  };
}

/** What takes a change of this row back; null when it changed nothing. */
export function inverse(row: InboxRow, change: InboxChange): InboxChange | null {
  const back: InboxChange = {};
  if (change.state !== undefined && change.state !== row.state && row.state !== 'archived') back.state = row.state;
  if (change.owner !== undefined && change.owner !== row.owner) back.owner = row.owner;
  if (change.unread !== undefined && change.unread !== row.unread) back.unread = row.unread;
  if (change.assignee_id !== undefined) back.assignee_id = row.assignee_id;
  if (change.snoozed_until !== undefined || change.state === 'closed') back.snoozed_until = row.snoozed_until;
  const added = change.labels?.add?.filter((id) => !row.labels.includes(id)) ?? [];
  const removed = change.labels?.remove?.filter((id) => row.labels.includes(id)) ?? [];
  if (added.length || removed.length) back.labels = { add: removed, remove: added };
  return Object.keys(back).length ? back : null;
}

export interface Alike {
  ids: string[];
  change: InboxChange;
}

/** What takes a change of many rows back, those alike together. */
export function inverses(rows: readonly InboxRow[], change: InboxChange): Alike[] {
  const groups = new Map<string, Alike>();
  for (const row of rows) {
    const back = inverse(row, change);
    if (!back) continue;
    const key = JSON.stringify(back);
    const group = groups.get(key) ?? { ids: [], change: back };
    group.ids.push(row.id);
    groups.set(key, group);
  }
  return [...groups.values()];
}
