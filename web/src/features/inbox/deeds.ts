import type { InboxChange } from '../../api/types';
import { moment } from '../../i18n/format';
import { t, type Key } from '../../i18n/i18n.svelte';
import type { IconName } from '../../ui/icons';
import type { MenuEntry } from '../../ui/menu';
import { change, changeAll } from './acts';
import { conversations } from './conversation.svelte';
import { list } from './list.svelte';
import { team } from './team.svelte';

const rowOf = (id: string) => list.find(id) ?? conversations.rowOf(id);

function named(ids: readonly string[]): string {
  const [first] = ids;
  const contact = ids.length === 1 && first ? rowOf(first)?.contact : undefined;
  return contact ? contact.name || contact.display_name : t('did.many', { count: ids.length });
}

/** What a person can do with one conversation or many: done at once, told of, and taken back. */
export function deeds(ids: readonly string[]) {
  const [only] = ids;
  const act = (wanted: InboxChange, key: Key, icon: IconName, more: Record<string, string> = {}) => {
    const telling = { words: (done: readonly string[]) => t(key, { who: named(done), ...more }), icon };
    if (ids.length === 1 && only) return change(only, wanted, telling);
    list.chooseNone();
    return changeAll(ids, wanted, telling);
  };
  const assign = (to: string | null) => {
    if (to === null) return act({ assignee_id: null }, 'did.assigned_nobody', 'user');
    if (to === 'me') return act({ assignee_id: 'me' }, 'did.assigned_me', 'user-plus');
    return act({ assignee_id: to }, 'did.assigned', 'user-plus', { member: team.nameOf(to) ?? t('team.somebody') });
  };
  const assigned = ids.length === 1 && only ? rowOf(only)?.assignee_id : undefined;
  return {
    assign,
    close: () => act({ state: 'closed' }, 'did.closed', 'check'),
    reopen: () => act({ state: 'open' }, 'did.reopened', 'rotate-ccw'),
    unread: () => act({ unread: true }, 'did.unread', 'mail'),
    handOver: () => act({ owner: 'person' }, 'did.taken', 'user'),
    handBack: () => act({ owner: 'automation' }, 'did.handed_back', 'zap'),
    label: (id: string, on: boolean) => act({ labels: on ? { add: [id] } : { remove: [id] } }, on ? 'did.labelled' : 'did.unlabelled', 'tag'),
    snooze: (until: string | null) => act({ snoozed_until: until }, until ? 'did.snoozed' : 'did.woken', 'alarm-clock', until ? { until: moment(until) } : {}),
    assignees: (): MenuEntry[] => [
      ...(team.me ? [{ text: t('team.me'), icon: 'user' as const, checked: assigned === team.me, run: () => assign('me') }] : []),
      ...team.members.filter(({ id }) => id !== team.me).map(({ id, name }) => ({ text: name, checked: assigned === id, run: () => assign(id) })),
      ...(team.me || team.members.length ? (['line'] as const) : []),
      { text: t('team.nobody'), checked: assigned === null, run: () => assign(null) },
    ],
  };
}
