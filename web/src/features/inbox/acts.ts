import { api, Problem } from '../../api/client';
import type { InboxChange, InboxRow } from '../../api/types';
import { said, t } from '../../i18n/i18n.svelte';
import type { IconName } from '../../ui/icons';
import { toasts } from '../../ui/toasts.svelte';
import { changed, inverses } from './changes';
import { conversations } from './conversation.svelte';
import { counts } from './counts.svelte';
import { list } from './list.svelte';
import { team } from './team.svelte';

/** The most that the server changes by one call. */
const kMost = 200;

/** How an act is told of once it is done, given what it was done to. */
export interface Telling {
  words: (ids: readonly string[]) => string;
  icon: IconName;
}

/** Says why an act was refused, in the server's words. */
export function refused(error: unknown) {
  const why = error instanceof Problem && error.message ? said(error.message) : t('live.lost');
  toasts.say(t('inbox.refused', { why }), { tone: 'stop', icon: 'circle-alert' });
}

function put(row: InboxRow) {
  list.put(row);
  conversations.put(row);
}

const known = (ids: readonly string[]) => ids.map((id) => list.find(id) ?? conversations.rowOf(id)).filter((row) => row !== undefined);

/** Changes one conversation at once; when the server refuses, it is as before. True when it was done. */
export async function change(id: string, wanted: InboxChange, telling?: Telling): Promise<boolean> {
  const [row] = known([id]);
  if (row) put(changed(row, wanted, team.me));
  try {
    put(await api.patch('/api/v1/inbox/{id}', { path: { id } }, wanted));
  } catch (error) {
    if (row) put(row);
    refused(error);
    return false;
  }
  counts.soon();
  if (telling) tell(telling, [id], row ? [row] : [], wanted);
  return true;
}

/** Changes many conversations alike, and says how many were refused. */
export async function changeAll(ids: readonly string[], wanted: InboxChange, telling: Telling) {
  const rows = known(ids);
  for (const row of rows) put(changed(row, wanted, team.me));
  const refusals = await sendAll([{ ids: [...ids], change: wanted }]);
  for (const row of rows) if (refusals.has(row.id)) put(row);
  const done = ids.filter((id) => !refusals.has(id));
  if (done.length) tell(telling, done, rows.filter(({ id }) => done.includes(id)), wanted);
  const [why] = refusals.values();
  if (why !== undefined) toasts.say(t('inbox.bulk_refused', { count: refusals.size, why: said(why) }), { tone: 'stop', icon: 'circle-alert' });
  counts.soon();
}

/** Sends changes in parts that the server takes; answers what was refused, with the reason. */
async function sendAll(all: readonly { ids: string[]; change: InboxChange }[]): Promise<Map<string, string>> {
  const refusals = new Map<string, string>();
  for (const { ids, change: wanted } of all) {
    for (let from = 0; from < ids.length; from += kMost) {
      const part = ids.slice(from, from + kMost);
      const found = await api.post('/api/v1/inbox/bulk', {}, { ids: part, change: wanted }).catch((error: unknown) => {
        const why = error instanceof Problem ? error.message : '';
        return { items: part.map((id) => ({ id, changed: false, problem: { detail: why || t('live.lost') } })) };
      });
      for (const { id, problem } of found.items) if (problem) refusals.set(id, problem.detail);
    }
  }
  return refusals;
}

function tell({ words, icon }: Telling, ids: readonly string[], rows: readonly InboxRow[], wanted: InboxChange) {
  const back = inverses(rows, wanted);
  const undo = async () => {
    for (const row of rows) put(row);
    const refusals = await sendAll(back);
    if (refusals.size) void list.refresh();
    counts.soon();
  };
  toasts.say(words(ids), { icon, ...(back.length && { undo }) });
}
