import { expect, it } from 'vitest';
import { en } from './en';
import { fa } from './fa';
import { faServer } from './fa-server';

const parameters = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

it('both languages have the same keys', () => {
  expect(Object.keys(fa)).toEqual(Object.keys(en));
});

it('every text has the same parameters in both languages', () => {
  const keys = Object.keys(en) as (keyof typeof en)[];
  const apart = keys.filter((key) => parameters(fa[key]).join() !== parameters(en[key]).join());
  expect(apart).toEqual([]);
});

it('no Persian text was left in English', () => {
  const untranslated = Object.entries(fa).filter(([, text]) => !/[\u0600-\u06FF]/.test(text));
  expect(untranslated).toEqual([]);
});

it('a sentence of the server keeps its particulars in Persian', () => {
  expect(faServer('cooldown until 14:20')).toBe('وقفه تا 14:20');
  expect(faServer('the keyword "blue" does not occur')).toContain('«blue»');
  expect(faServer('Something new.')).toBe('Something new.');
});
