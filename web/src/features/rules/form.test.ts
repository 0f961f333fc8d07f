import { expect, it } from 'vitest';
import { blankForm, formOf, inputOf, same } from './form';

it('what the server may leave out stands in its place', () => {
  const form = formOf({
    name: 'Price',
    actions: [{ type: 'reply', variants: [{ text: 'Hi' }] }],
    conditions: { keywords: { any: ['price', { text: 'how much', kind: 'phrase' }] }, schedule: { days: [5, 1] } },
  } as never);
  expect(form.conditions.keywords.any).toEqual([{ text: 'price', kind: 'word' }, { text: 'how much', kind: 'phrase' }]);
  expect(form.conditions.schedule).toEqual({ days: [1, 5], from: '00:00', to: '24:00', when: 'inside' });
  expect(form.conditions.tags_any).toEqual([]);
  expect(form.actions).toEqual([{ type: 'reply', variants: [{ text: 'Hi', weight: 1, quick_replies: [] }] }]);
  expect(form).toMatchObject({ active: true, priority: 0, trigger: 'message', then: 'stop', cooldown_seconds: null });
});

it('two forms of the same rule are the same, in whatever order the server names its fields', () => {
  const rule = inputOf({ ...blankForm(), name: 'A' });
  const turned = Object.fromEntries(Object.entries(rule).reverse()) as typeof rule;
  expect(same(formOf(rule), formOf(turned))).toBe(true);
  expect(same(formOf(rule), formOf({ ...rule, name: 'B' }))).toBe(false);
});

it('a card keeps its title and leaves out what is empty', () => {
  const form = formOf({ ...blankForm(), actions: [{ type: 'cards', elements: [{ title: '', subtitle: 'Blue' }] }] });
  expect(inputOf(form).actions).toEqual([{ type: 'cards', elements: [{ title: '', subtitle: 'Blue', buttons: [] }] }]);
});
