import { expect, it } from 'vitest';
import { bytesOf, changeFrom, writtenFrom } from './confirmations';

const text = (words: string) => ({ language: 'en', text: words });

it('what the server tells comes back as it was', () => {
  expect(changeFrom(writtenFrom({ own: false, texts: [text('Shipped')] }))).toBeNull();
  expect(changeFrom(writtenFrom({ own: true, texts: [] }))).toEqual([]);
  expect(changeFrom(writtenFrom({ own: true, texts: [text('Ours')] }))).toEqual([text('Ours')]);
});

it('a text that stays empty is not sent, and edges do not count', () => {
  expect(changeFrom({ how: 'own', texts: [text(' Bye '), text('  ')] })).toEqual([text('Bye')]);
});

it('Persian counts as Instagram counts it', () => {
  expect(bytesOf('سلام')).toBe(8);
});
