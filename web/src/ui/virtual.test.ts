import { describe, expect, it } from 'vitest';
import { freshAbove, indexAt, offsetsOf, placesOf, range, topAfter } from './virtual';

const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
const plain = offsetsOf(keys, new Map(), 50);

describe('rows of a long list', () => {
  it('stand under each other, with their own heights where known', () => {
    expect([...offsetsOf(['a', 'b', 'c'], new Map([['b', 80]]), 50)]).toEqual([0, 50, 130, 180]);
  });

  it('only those in sight are drawn, and some more', () => {
    expect(range(plain, 1000, 200, 0)).toEqual([20, 25]);
    expect(range(plain, 1000, 200, 3)).toEqual([17, 28]);
    expect(range(plain, 0, 200, 3)).toEqual([0, 8]);
    expect(range(offsetsOf([], new Map(), 50), 0, 200, 3)).toEqual([0, 0]);
    expect(indexAt(plain, 99_999)).toBe(99);
  });
});

describe('the place that somebody reads', () => {
  const places = placesOf(keys, plain, 1010, 200);

  it('stays when rows arrive above it', () => {
    const now = ['n1', 'n2', ...keys];
    expect(topAfter(places, now, offsetsOf(now, new Map(), 50))).toBe(1110);
    expect(freshAbove(new Set(keys), now, 22)).toBe(2);
  });

  it('stays when a row above turns out higher', () => {
    expect(topAfter(places, keys, offsetsOf(keys, new Map([['k3', 90]]), 50))).toBe(1050);
  });

  it('does not follow a row that goes up in the list', () => {
    const now = ['k20', ...keys.filter((key) => key !== 'k20')];
    expect(topAfter(places, now, offsetsOf(now, new Map(), 50))).toBe(1010);
  });

  it('finds the next row when the one it held by is gone', () => {
    const now = keys.filter((key) => key !== 'k20');
    expect(topAfter(places, now, offsetsOf(now, new Map(), 50))).toBe(960);
  });

  it('is lost with a list that has none of its rows', () => {
    expect(topAfter(places, ['x'], offsetsOf(['x'], new Map(), 50))).toBeNull();
  });
});
