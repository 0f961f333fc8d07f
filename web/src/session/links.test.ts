import { expect, it } from 'vitest';
import { linkOf } from './links.svelte';

it('the secret of a link is what follows #link=', () => {
  expect(linkOf('#link=aB3_x')).toBe('aB3_x');
  expect(linkOf('#a=1&link=x')).toBe('x');
  expect(linkOf('#key=dk_1')).toBe('');
  expect(linkOf('')).toBe('');
});
