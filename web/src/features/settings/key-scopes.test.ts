import { expect, it } from 'vitest';
import { wantedKey } from './key-scopes';

it('a key that may more than read writes, and always reads', () => {
  expect(wantedKey(' shop ', ['read'], false)).toEqual({ name: 'shop', access: 'read', scopes: ['read'], installer: false });
  expect(wantedKey('shop', ['manage', 'inbox'], false)).toEqual({ name: 'shop', access: 'write', scopes: ['read', 'inbox', 'manage'], installer: false });
});
