import { expect, it } from 'vitest';
import { blankForm } from './form';
import { merge, onlyPlaced } from './merge';

const base = { ...blankForm(), name: 'Price' };

it('what only they changed is taken over, what only I changed stays', () => {
  const { value, clashes } = merge(base, { ...base, priority: 7, active: false }, { ...base, name: 'Cost' });
  expect(value).toEqual({ ...base, name: 'Cost', priority: 7, active: false });
  expect(clashes).toEqual([]);
});

it('conditions are told apart one by one', () => {
  const theirs = { ...base, conditions: { ...base.conditions, tags_any: ['vip'] } };
  const mine = { ...base, conditions: { ...base.conditions, languages: ['fa'] } };
  const { value, clashes } = merge(base, theirs, mine);
  expect(value.conditions).toMatchObject({ tags_any: ['vip'], languages: ['fa'] });
  expect(clashes).toEqual([]);
});

it('of what both changed mine stays, and it is said where', () => {
  const theirs = { ...base, conditions: { ...base.conditions, tags_any: ['vip'] } };
  const mine = { ...base, conditions: { ...base.conditions, tags_any: ['new'] } };
  const { value, clashes } = merge(base, theirs, mine);
  expect(value.conditions.tags_any).toEqual(['new']);
  expect(clashes).toEqual(['conditions.tags_any']);
});

it('order and switch are what the list changes', () => {
  expect(onlyPlaced(base, { ...base, active: false, priority: 3 })).toBe(true);
  expect(onlyPlaced(base, { ...base, then: 'keep_going' })).toBe(false);
});
