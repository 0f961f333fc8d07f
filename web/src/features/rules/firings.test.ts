import { expect, it } from 'vitest';
import { firings } from './firings';

it('counts by day become a week that ends today, and a share', () => {
  const found = firings(
    {
      fired: 8,
      days: [
        { rule: 'a', day: '2026-11-16', fired: 1 },
        { rule: 'a', day: '2026-11-22', fired: 5 },
        { rule: 'b', day: '2026-11-21', fired: 2 },
      ],
    },
    Date.parse('2026-11-22T01:00:00Z'),
  );
  expect(found.get('a')).toEqual({ week: 6, share: 0.75, days: [1, 0, 0, 0, 0, 0, 5] });
  expect(found.get('b')).toEqual({ week: 2, share: 0.25, days: [0, 0, 0, 0, 0, 2, 0] });
  expect(found.get('c')).toBeUndefined();
});
