import type { components } from '../../../../api/schema';
import { named, own, said } from '../../../../i18n/i18n.svelte';
import { texts } from './texts';

type Step = components['schemas']['WhyStep'];
const say = own(texts);
const known = (key: string): key is keyof typeof texts.en => key in texts.en;

/** What a step says, and what can be done, in the language of the page; one that these pages do not know, as the server says it. */
export function told(step: Pick<Step, 'id' | 'says' | 'todo' | 'values'>): { says: string; todo: string } {
  if (!known(step.id)) return { says: said(step.says), todo: said(step.todo) };
  const todo = `${step.id}.todo`;
  const values = named(step.values);
  return { says: say(step.id, values), todo: known(todo) ? say(todo, values) : '' };
}
