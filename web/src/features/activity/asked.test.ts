import { expect, it } from 'vitest';
import { askedOf, isNarrowed } from './asked';

it('an address says what the list is narrowed down to', () => {
  expect(askedOf(new URLSearchParams('outcome=no_answer&test=false&pane=edit'))).toEqual({ outcome: 'no_answer', test: false });
});

it('nothing in the address asks for everything', () => {
  expect(isNarrowed(askedOf(new URLSearchParams('outcome=')))).toBe(false);
});
