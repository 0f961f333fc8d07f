import { expect, it } from 'vitest';
import { wholeNumber } from './numbers';

it.each([
  ['', null],
  [' 30 ', 30],
  ['۳۰', 30],
  ['7', 7],
  ['6', undefined],
  ['3651', undefined],
  ['-8', undefined],
  ['8.5', undefined],
  ['many', undefined],
])('%j between 7 and 3650 is %j', (typed, value) => {
  expect(wholeNumber(typed, 7, 3650)).toBe(value);
});

it('takes its bounds in whatever order: for a gap more is stricter', () => {
  expect(wholeNumber('60', 86_400, 30)).toBe(60);
});
