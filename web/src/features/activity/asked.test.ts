import { expect, it } from 'vitest';
import { askedOf, isNarrowed, spanOf, whyOf } from './asked';

const query = (text: string) => new URLSearchParams(text);
const now = Date.parse('2026-11-22T10:00:00Z');

it('an address says what the list is narrowed down to', () => {
  expect(askedOf(query('outcome=no_answer&test=false&pane=edit'))).toEqual({ outcome: 'no_answer', test: false });
});

it('nothing in the address asks for everything', () => {
  expect(isNarrowed(askedOf(query('outcome=')))).toBe(false);
});

it('a span of the address ends now; an own one begins and ends where it says', () => {
  expect(askedOf(query('last=day'), now)).toEqual({ from: '2026-11-21T10:00:00.000Z' });
  expect(askedOf(query('from=2026-11-01T08:00:00Z&to=2026-11-02T08:00:00Z'), now)).toEqual({ from: '2026-11-01T08:00:00.000Z', to: '2026-11-02T08:00:00.000Z' });
  expect(askedOf(query('last=week&to=2026-11-02T08:00:00Z'), now)).toEqual({ from: '2026-11-15T10:00:00.000Z' });
});

it('what is no time asks for no span', () => {
  expect(askedOf(query('last=century&from=yesterday&to='), now)).toEqual({});
  expect(spanOf(query('last=toString'))).toBeUndefined();
});

it('why is asked of a message or of a conversation', () => {
  expect(whyOf(query('why=msg_3xKq'))).toEqual({ message: 'msg_3xKq' });
  expect(whyOf(query('why=cnv_3xKq'))).toEqual({ conversation: 'cnv_3xKq' });
  expect(whyOf(query('why=leila'))).toBeNull();
});
