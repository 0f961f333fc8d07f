import { describe, expect, it } from 'vitest';
import { texts as english } from './en';
import { sentences, texts as persian } from './fa';
import { locale, said } from './i18n.svelte';
import { parts } from './parts';

const parameters = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

type Texts = Record<string, string>;
const parted = await Promise.all(Object.entries(parts).map(async ([name, part]) => [name, (await part.en()).texts, (await part.fa()).texts] as [string, Texts, Texts]));
const en: Texts = Object.assign({}, english, ...parted.map(([, texts]) => texts));
/** What is there on every page, what is fetched with a page, and what pages bring themselves. */
const brought = import.meta.glob<{ texts: { en: Texts; fa: Texts } }>('../features/**/texts.ts', { eager: true });
const all: [string, Texts, Texts][] = [['the dictionary', english, persian], ...parted, ...Object.entries(brought).map(([path, { texts }]) => [path, texts.en, texts.fa] as [string, Texts, Texts])];

describe.each(all)('%s', (_, english, persian) => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(persian).sort()).toEqual(Object.keys(english).sort());
  });

  it('has the same parameters in both languages', () => {
    const apart = Object.keys(english).filter((key) => parameters(persian[key]!).join() !== parameters(english[key]!).join());
    expect(apart).toEqual([]);
  });

  it('has no empty text', () => {
    expect(Object.entries({ ...english, ...persian }).filter(([, text]) => !text.trim())).toEqual([]);
  });

  it('left no Persian text in English', () => {
    // A rule made of parameters alone, and names that are the same everywhere, have no letters to translate.
    const untranslated = Object.entries(persian).filter(([, text]) => /\p{L}/u.test(text.replace(/\{\w+\}/g, '')) && !/[\u0600-\u06FF]/.test(text));
    expect(untranslated).toEqual([]);
  });

  it('uses the Persian letters, not the Arabic ones that look alike', () => {
    expect(Object.entries(persian).filter(([, text]) => /[يك]/.test(text))).toEqual([]);
  });
});

describe('the texts that are used', () => {
  const sources = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts', '!../i18n/**'], { eager: true, query: '?raw', import: 'default' });
  const code = Object.values(sources).join('\n');
  const named = new Set([...code.matchAll(/['"`]([a-z_]+(?:\.[a-z_]+)*)['"`]/g)].map(([, key]) => key!));
  const begun = [...code.matchAll(/`([a-z_]+\.(?:[a-z_]+\.)*)\$\{/g)].map(([, start]) => start!);

  it('no text stands in the dictionary that no page shows', () => {
    const unused = Object.keys(en).filter((key) => !named.has(key) && !begun.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

it('no page brings a text that another one has', () => {
  const keys = [english, ...parted.map(([, texts]) => texts)].flatMap((texts) => Object.keys(texts));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

it('a sentence of the server keeps its particulars in Persian', () => {
  locale.dictionary = { texts: persian, sentences };
  expect(said('cooldown until 14:20')).toBe('وقفه تا 14:20');
  expect(said('the keyword "blue" does not occur')).toContain('«blue»');
  expect(said('Something new.')).toBe('Something new.');
});
