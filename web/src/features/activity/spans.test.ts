import { describe, expect, it } from 'vitest';
import { cutAt } from './spans';

describe('a text cut at what matched', () => {
  it('marks the words', () => {
    expect(cutAt('how much is it?', [[0, 8]])).toEqual([
      { text: 'how much', matched: true },
      { text: ' is it?', matched: false },
    ]);
  });

  it('counts bytes, not characters', () => {
    const marked = cutAt('قیمت چنده؟', [
      [0, 8],
      [9, 17],
    ]).filter((piece) => piece.matched);
    expect(marked.map((piece) => piece.text)).toEqual(['قیمت', 'چنده']);
  });

  it('loses nothing of the text, whatever the ranges are', () => {
    for (const ranges of [[], [[3, 1]], [[0, 999]], [[2, 5], [1, 4]], [[5, 9], [0, 2]]] as [number, number][][]) {
      expect(cutAt('hello there', ranges).map((piece) => piece.text).join('')).toBe('hello there');
    }
  });
});
