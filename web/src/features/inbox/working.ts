import { t } from '../../i18n/i18n.svelte';
import type { Action } from '../../ui/actions.svelte';

/** Which of the menus of the conversation are open. */
export interface Opened {
  assign: boolean;
  snooze: boolean;
  label: boolean;
}

interface Worker {
  opened: Opened;
  write: (isNote: boolean) => void;
  toggleClosed: () => unknown;
  unread: () => void;
  isOpen: () => boolean;
}

const group = () => t('talk.title');

/** What the keys do in the conversation that is open. */
export function working({ opened, write, toggleClosed, unread, isOpen }: Worker): Action[] {
  return [
    { id: 'talk reply', title: () => t('talk.reply'), group, icon: 'reply', keys: 'r', run: () => write(false) },
    { id: 'talk note', title: () => t('talk.note'), group, icon: 'sticky-note', keys: 'n', run: () => write(true) },
    { id: 'talk close', title: () => t(isOpen() ? 'act.close' : 'act.reopen'), group, icon: 'check', keys: 'e', run: toggleClosed },
    { id: 'talk assign', title: () => t('act.assign'), group, icon: 'user-plus', keys: 'a', run: () => (opened.assign = true) },
    { id: 'talk label', title: () => t('act.label'), group, icon: 'tag', keys: 'l', run: () => (opened.label = true) },
    { id: 'talk snooze', title: () => t('act.snooze'), group, icon: 'alarm-clock', keys: 's', run: () => (opened.snooze = true) },
    { id: 'talk unread', title: () => t('act.unread'), group, icon: 'mail', keys: 'u', run: unread },
  ];
}
