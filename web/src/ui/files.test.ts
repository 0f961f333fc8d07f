import { expect, it } from 'vitest';
import { judge, size } from './files';

const limits = { endings: ['.csv', '.xlsx'], most_bytes: 5_000_000 };

it('takes what fits and says why the rest does not', () => {
  expect(judge([{ name: 'users.CSV', size: 10 }], limits)).toEqual({ taken: 0 });
  expect(judge([{ name: 'users.pdf', size: 10 }], limits)).toEqual({ why: 'ending', name: 'users.pdf' });
  expect(judge([{ name: 'users.csv', size: 0 }], limits)).toEqual({ why: 'empty', name: 'users.csv' });
  expect(judge([{ name: 'users.csv', size: 5_000_001 }], limits)).toEqual({ why: 'size', name: 'users.csv' });
  expect(judge([], limits)).toEqual({ why: 'empty', name: '' });
});

it('tells a size in the unit that fits', () => {
  expect(size(5_000_000)).toEqual({ count: 5, unit: 'MB' });
  expect(size(1_530)).toEqual({ count: 1.5, unit: 'kB' });
  expect(size(0)).toEqual({ count: 0, unit: 'B' });
});
