import { expect, it } from 'vitest';
import { addressOf } from './client';

it('what stands in a path is encoded', () => {
  expect(addressOf('/api/v1/contacts/{id}/tags', { path: { id: '../a b' } })).toBe('/api/v1/contacts/..%2Fa%20b/tags');
});

it('a query keeps what was asked and drops what was not', () => {
  expect(addressOf('/api/v1/activity', { query: { limit: 50, cursor: undefined, kind: 'a&b' } })).toBe('/api/v1/activity?limit=50&kind=a%26b');
  expect(addressOf('/api/v1/workspace', {})).toBe('/api/v1/workspace');
});
