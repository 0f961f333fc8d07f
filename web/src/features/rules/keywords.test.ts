import { expect, it } from 'vitest';
import { kindFor, withTitles, withWords } from './keywords';

it.each([
  ['price', 'word'],
  ['c++', 'word'],
  ['how much', 'phrase'],
  ['می‌خواهم', 'word'],
  ['چه قیمت', 'phrase'],
  ['🔥', 'contains'],
  ['??', 'contains'],
])('%s is taken as %s', (text, kind) => {
  expect(kindFor(text)).toBe(kind);
});

it('a keyword keeps its kind while others come and go', () => {
  const kept = [{ text: 'p.*e', kind: 'regex' as const }, { text: 'cost', kind: 'word' as const }];
  expect(withWords(kept, ['p.*e', 'how much'])).toEqual([{ text: 'p.*e', kind: 'regex' }, { text: 'how much', kind: 'phrase' }]);
});

it('a quick reply keeps its payload, a new one carries its title', () => {
  expect(withTitles([{ title: 'Yes', payload: 'ORDER_YES' }], ['Yes', 'No'])).toEqual([
    { title: 'Yes', payload: 'ORDER_YES' },
    { title: 'No', payload: 'No' },
  ]);
});

it('of two quick replies with the same title each keeps what it carries', () => {
  const replies = [{ title: 'Yes', payload: 'size' }, { title: 'Yes', payload: 'colour' }];
  expect(withTitles(replies, ['Yes', 'Yes', 'No'])).toEqual([...replies, { title: 'No', payload: 'No' }]);
});
