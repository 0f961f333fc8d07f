import { describe, expect, it } from 'vitest';
import { changesOf, valueText } from './changes';

const words = { yes: 'yes', no: 'no', nothing: 'nothing', known: (word: string) => (word === 'agent' ? 'Agent' : word), moment: (at: string) => at.slice(0, 10) };

describe('what an entry says has changed', () => {
  it('is what differs, field by field', () => {
    expect(changesOf({ name: 'Blue', zone: 'UTC', words: ['a'] }, { name: 'Red', zone: 'UTC', words: ['a'] })).toEqual([{ field: 'name', before: 'Blue', after: 'Red' }]);
  });

  it('is all of what was made or removed', () => {
    expect(changesOf(null, { role: 'agent' })).toEqual([{ field: 'role', before: undefined, after: 'agent' }]);
    expect(changesOf({ role: 'agent' }, null)).toEqual([{ field: 'role', before: 'agent', after: undefined }]);
  });

  it('leaves out what only programs read, and what a new thing does not have', () => {
    expect(changesOf(null, { id: 'key_1', name: 'Shop', created_at: 'x', revoked_at: null, installer: false })).toEqual([{ field: 'name', before: undefined, after: 'Shop' }]);
    expect(changesOf({ paused: true, words: ['a'] }, { paused: false, words: [] })).toHaveLength(2);
  });

  it('is nothing where nothing was kept, and the whole where it is no object', () => {
    expect(changesOf(null, null)).toEqual([]);
    expect(changesOf(null, 18_000)).toEqual([{ field: '', before: undefined, after: 18_000 }]);
  });
});

it('values read as words', () => {
  expect(valueText(true, words)).toBe('yes');
  expect(valueText([], words)).toBe('nothing');
  expect(valueText(['stop', 'لغو'], words)).toBe('stop, لغو');
  expect(valueText({ a: 1 }, words)).toBe('{"a":1}');
  expect(valueText(0, words)).toBe('0');
  expect(valueText('agent', words)).toBe('Agent');
  expect(valueText('2026-11-22T12:27:15.744416Z', words)).toBe('2026-11-22');
});
