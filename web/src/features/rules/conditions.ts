import type { IconName } from '../../ui/icons';
import { lists, type Form, type ListName } from './form';

export type ConditionName = `keywords.${'any' | 'all' | 'none'}` | ListName | 'schedule' | 'test_traffic';

export const conditionIcons: Record<ConditionName, IconName> = {
  'keywords.any': 'search', 'keywords.all': 'search', 'keywords.none': 'circle-slash', languages: 'languages', message_kinds: 'image', accounts: 'at-sign',
  tags_any: 'tag', tags_none: 'tag', schedule: 'clock', media_ids: 'image', payloads: 'mouse-pointer-click', test_traffic: 'smartphone',
};
export const conditionNames = Object.keys(conditionIcons) as ConditionName[];

const isList = (name: string): name is ListName => (lists as readonly string[]).includes(name);

/** Whether the rule asks this at all. */
export function isSet(form: Form, name: ConditionName): boolean {
  const { conditions } = form;
  if (name === 'schedule') return conditions.schedule !== null;
  if (name === 'test_traffic') return conditions.test_traffic !== 'any';
  if (isList(name)) return conditions[name].length > 0;
  return conditions.keywords[keywordList(name)].length > 0;
}

export const keywordList = (name: ConditionName) => name.slice('keywords.'.length) as 'any' | 'all' | 'none';

/** Whether an event of the rule's trigger has what is asked about. */
export function fits(form: Form, name: ConditionName): boolean {
  const comment = form.trigger === 'comment' || form.trigger === 'live_comment';
  if (name === 'media_ids') return comment;
  return name === 'payloads' ? !comment : true;
}

/** What every rule of this trigger asks first. */
export const asksFirst = (form: Form, name: ConditionName) =>
  name === 'keywords.any' && ['message', 'comment', 'live_comment', 'story_reply'].includes(form.trigger);

/** Nothing is asked any more. */
export function clear(form: Form, name: ConditionName) {
  const { conditions } = form;
  if (name === 'schedule') conditions.schedule = null;
  else if (name === 'test_traffic') conditions.test_traffic = 'any';
  else if (isList(name)) conditions[name] = [];
  else conditions.keywords[keywordList(name)] = [];
}

/** A condition that has to say something at once begins with this. */
export function begin(form: Form, name: ConditionName) {
  if (name === 'schedule') form.conditions.schedule = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', when: 'inside' };
  if (name === 'test_traffic') form.conditions.test_traffic = 'never';
}
