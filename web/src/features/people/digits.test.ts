import { expect, it } from 'vitest';
import { appCode, latinDigits } from './digits';

it('a code counts in the digits of any keyboard, with the spaces that apps show', () => {
  expect(appCode('123 456')).toBe('123456');
  expect(appCode('۱۲۳۴۵۶')).toBe('123456');
  expect(appCode('٠١٢ ٣٤٥')).toBe('012345');
  expect(appCode('12345')).toBeNull();
  expect(appCode('12345a')).toBeNull();
  expect(latinDigits('abc۱۲-xyz')).toBe('abc12-xyz');
});
