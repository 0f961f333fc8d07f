import { named, said } from '../../../i18n/i18n.svelte';
import type { Alert } from './alerts.svelte';
import { say } from './say';
import { texts } from './texts';

const known = (key: string): key is keyof typeof texts.en => key in texts.en;

/** What an alert says, and what can be done, in the language of the page; one that these pages do not know, as the server says it. */
export function told(alert: Pick<Alert, 'kind' | 'says' | 'todo' | 'values'>): { says: string; todo: string } {
  const [says, todo] = [`says_${alert.kind}`, `todo_${alert.kind}`];
  if (!known(says) || !known(todo)) return { says: said(alert.says), todo: said(alert.todo) };
  const values = named(alert.values);
  return { says: say(says, values), todo: say(todo, values) };
}
