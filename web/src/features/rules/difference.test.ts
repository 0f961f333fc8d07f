import { beforeAll, expect, it } from 'vitest';
import { locale } from '../../i18n/i18n.svelte';
import { rules as texts } from '../../i18n/en/rules';
import { differences, wordsApart } from './difference';
import { blankAction, blankForm } from './form';

beforeAll(() => {
  locale.dictionary = { texts, sentences: [] };
});

const plain = (text: string | undefined) => text?.replace(/[\u2068\u2069]/g, '');
const base = { ...blankForm(), name: 'Price', actions: [{ type: 'reply' as const, variants: [{ text: 'Hi there, which one?', weight: 1, quick_replies: [] }] }] };

it('nothing is different between a rule and itself', () => {
  expect(differences(base, structuredClone(base))).toEqual([]);
});

it('a list tells what it gained and lost', () => {
  const keywords = (...words: string[]) => ({ ...base.conditions, keywords: { ...base.conditions.keywords, any: words.map((text) => ({ text, kind: 'word' as const })) } });
  const [change, ...more] = differences({ ...base, conditions: keywords('price', 'cost') }, { ...base, conditions: keywords('price', 'much') });
  expect(more).toEqual([]);
  expect(change).toMatchObject({ id: 'keywords.any', added: ['much'], removed: ['cost'] });
});

it('a keyword that is meant in another way is another one', () => {
  const keywords = (kind: 'word' | 'exact') => ({ ...base.conditions, keywords: { ...base.conditions.keywords, any: [{ text: 'price', kind }] } });
  const [change] = differences({ ...base, conditions: keywords('word') }, { ...base, conditions: keywords('exact') });
  expect(change?.removed).toEqual(['price']);
  expect(change?.added).toHaveLength(1);
});

it('a written text is told apart word by word', () => {
  expect(wordsApart('Hi there, which one?', 'Hi you, which one is it?')).toEqual([
    { text: 'Hi ', how: 'same' },
    { text: 'there, ', how: 'removed' },
    { text: 'you, ', how: 'added' },
    { text: 'which ', how: 'same' },
    { text: 'one?', how: 'removed' },
    { text: 'one is it?', how: 'added' },
  ]);
  expect(wordsApart('', 'a')).toEqual([{ text: 'a', how: 'added' }]);
});

it('an action that came, and one that went, are told', () => {
  const more = { ...base, actions: [...base.actions, blankAction('hand_to_person')] };
  const [came] = differences(base, more);
  const [went] = differences(more, base);
  expect(plain(came?.label)).toContain('2');
  expect(came).toMatchObject({ id: 'actions.1', before: '' });
  expect(came?.after).not.toBe('');
  expect(went).toMatchObject({ id: 'actions.1', after: '' });
});

it('only another order of a list is a change, too', () => {
  const cards = (...titles: string[]) => ({ ...base, actions: [{ type: 'cards' as const, elements: titles.map((title) => ({ title })) }] });
  const [change] = differences(cards('A', 'B'), cards('B', 'A'));
  expect(change).toMatchObject({ before: 'A, B', after: 'B, A' });
});
