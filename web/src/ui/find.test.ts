import { expect, it } from 'vitest';
import { folded, found, score } from './find';

it('case, marks, letter forms and digits make no difference', () => {
  expect(folded('Café ۱۲')).toBe('cafe 12');
  expect(folded('علي كتاب')).toBe(folded('علی کتاب'));
  expect(folded('می‌خواهم')).toBe('میخواهم');
});

it('every typed word must be found', () => {
  expect(found('Pause all sending', 'send pau')).toBe(true);
  expect(found('Pause all sending', 'send rule')).toBe(false);
  expect(found('رفتن به شبیه‌ساز', 'شبیه')).toBe(true);
  expect(found('anything', '  ')).toBe(true);
});

it('words in their order come first, then those elsewhere, then parts of words', () => {
  expect(score('Theme: dark', 'theme')).toBeGreaterThan(score('Change the theme', 'theme'));
  expect(score('Change the theme', 'theme')).toBeGreaterThan(score('Anthem', 'the'));
});
