import { expect, it } from 'vitest';
import { moved, placeOf } from './order';

it('one item moves, the others close up', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
  expect(moved(['a', 'b'], 0, 9)).toEqual(['b', 'a']);
  expect(moved(['a', 'b'], 5, 0)).toEqual(['a', 'b']);
});

it('the place follows from priority, then age; a new rule is the youngest', () => {
  const others = [
    { id: 'a', priority: 10, created_at: '2026-01-01T00:00:00Z' },
    { id: 'b', priority: 0, created_at: '2026-01-01T00:00:00Z' },
    { id: 'c', priority: 0, created_at: '2026-03-01T00:00:00Z' },
  ];
  expect(placeOf(others, { id: 'new', priority: 0 })).toBe(3);
  expect(placeOf(others, { id: 'x', priority: 0, created_at: '2026-02-01T00:00:00Z' })).toBe(2);
  expect(placeOf(others, { id: 'a', priority: 10, created_at: '2026-01-01T00:00:00Z' })).toBe(0);
});
