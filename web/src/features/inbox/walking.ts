import { t } from '../../i18n/i18n.svelte';
import type { Action } from '../../ui/actions.svelte';
import { list } from './list.svelte';

interface Walker {
  id: () => string | null;
  open: (id: string | null) => unknown;
  find: () => void;
}

const group = () => t('page.inbox');

/** What the keys do in the list, whether or not a conversation is open. */
export function walking({ id, open, find }: Walker): Action[] {
  const step = (by: 1 | -1) => {
    const to = list.step(id(), by);
    if (to) void open(to);
  };
  return [
    { id: 'inbox next', title: () => t('inbox.next'), group, icon: 'arrow-down', keys: 'j', run: () => step(1) },
    { id: 'inbox previous', title: () => t('inbox.previous'), group, icon: 'arrow-up', keys: 'k', run: () => step(-1) },
    { id: 'inbox find', title: () => t('inbox.find'), group, icon: 'search', keys: '/', run: find },
    {
      id: 'inbox choose',
      title: () => t('inbox.choose'),
      group,
      icon: 'check',
      keys: 'x',
      run: () => {
        const now = id();
        if (now) list.choose(now, !list.chosen.has(now));
      },
    },
  ];
}
