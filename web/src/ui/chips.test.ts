import { expect, it } from 'vitest';
import { cut, withAdded } from './chips';

it('commas of both scripts, semicolons and lines part words; spaces inside stay', () => {
  expect(cut(' how  much, price؛قیمت، چنده\ncost;')).toEqual(['how much', 'price', 'قیمت', 'چنده', 'cost']);
});

it('a word is there once, whatever its case', () => {
  expect(withAdded(['Price'], ['price', 'cost', 'COST'])).toEqual(['Price', 'cost']);
});
