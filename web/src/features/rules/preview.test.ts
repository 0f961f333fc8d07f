import { expect, it } from 'vitest';
import { blankForm } from './form';
import { actionsShown, filled, sampleOf, trialOf } from './preview';

const known = { name: 'Leila', username: 'leila.m', text: 'how much?' };
const form = { ...blankForm(), name: 'Price' };

it('variables are filled as the server fills them', () => {
  expect(filled('Hi {{name|there}}, @{{ username }}: {{text}}', known)).toBe('Hi Leila, @leila.m: how much?');
  expect(filled('Hi {{name|there}}', { ...known, name: '' })).toBe('Hi there');
  expect(filled('{{city}} {{name', known)).toBe('{{city}} {{name');
});

it('the phone shows one variant of a reply', () => {
  const two = { ...form, actions: [{ type: 'reply' as const, variants: [{ text: 'A {{name}}', weight: 1 }, { text: 'B', weight: 1 }] }] };
  expect(actionsShown(two, known)).toEqual([{ type: 'reply', variants: [{ text: 'A Leila', weight: 1 }] }]);
});

it('the sample has what the keywords ask for', () => {
  const words = { any: [{ text: 'p.*e', kind: 'regex' as const }, { text: 'how much', kind: 'phrase' as const }], all: [{ text: 'blue', kind: 'word' as const }], none: [] };
  expect(sampleOf({ ...form, conditions: { ...form.conditions, keywords: words } }, 'Hello')).toBe('how much blue');
  expect(sampleOf(form, 'Hello')).toBe('Hello');
});

it('a trial comes from somebody whom the other conditions fit', () => {
  const conditions = { ...form.conditions, languages: ['fa'], tags_any: ['vip'], test_traffic: 'only' as const, message_kinds: ['image'] };
  const trial = trialOf({ ...form, trigger: 'first_contact', conditions }, 'rul_1', 'x', known, 3);
  expect(trial).toMatchObject({
    triggers: ['message', 'first_contact'], language: 'fa', tags: ['vip'], is_test: true, message_kind: 'image', chance: 3, draft: { id: 'rul_1', name: 'Price' },
  });
});

it('a rule that is switched off is tried as if it were on', () => {
  expect(trialOf({ ...form, active: false }, undefined, 'x', known, 0).draft).toMatchObject({ active: true });
});
