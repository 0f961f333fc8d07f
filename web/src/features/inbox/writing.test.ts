import { expect, it } from 'vitest';
import { previewOf, shortcutAt } from './canned.svelte';
import { Draft } from './drafts.svelte';
import { pieces } from './search.svelte';
import { leftOf } from './window';

it('a slash begins a shortcut at the start or after a space, and nowhere else', () => {
  expect(shortcutAt('/ship', 5)).toEqual({ from: 0, typed: 'ship' });
  expect(shortcutAt('well, /', 7)).toEqual({ from: 6, typed: '' });
  expect(shortcutAt('سلام /ارسا', 10)).toEqual({ from: 5, typed: 'ارسا' });
  expect(shortcutAt('and/or', 6)).toBeNull();
  expect(shortcutAt('/ship it', 8)).toBeNull();
});

it('a canned reply is shown in the language of the page, with the name or what stands for it', () => {
  const texts = [
    { language: 'en', text: 'Hello {{name|there}}, bye {{name}}.' },
    { language: 'fa', text: '{{name|دوست}} عزیز' },
  ];
  const reply = { id: 'can_1', shortcut: 'hello', texts, changed_at: '2026-11-22T12:00:00Z' };
  expect(previewOf(reply, 'fa', '')).toBe('دوست عزیز');
  expect(previewOf(reply, 'en', '')).toBe('Hello there, bye ….');
  expect(previewOf(reply, 'de', 'Leila')).toBe('Hello Leila, bye Leila.');
});

it('the same text has the same key until it was sent; another text has another', () => {
  const draft = new Draft('cnv_1');
  const first = draft.keyOf('hello');
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(draft.keyOf('hello')).toBe(first);
  const other = draft.keyOf('hello!');
  expect(other).not.toBe(first);
  draft.sent();
  expect(draft.keyOf('hello!')).not.toBe(other);
});

it('what was found is marked, whatever the order of the spans; nonsense is left out', () => {
  const told = (spans: number[][]) => pieces('قیمت blue dress', spans).map(({ text, found }) => (found ? `[${text}]` : text)).join('');
  expect(told([[10, 15], [0, 4]])).toBe('[قیمت] blue [dress]');
  expect(told([[3, 2], [5, 99]])).toBe('قیمت blue dress');
  expect(told([[0, 15]])).toBe('[قیمت blue dress]');
});

it('who may answer, and until when', () => {
  const open = { leave: 'open', closes_at: '2026-11-22T12:00:00Z', reason: '' } as const;
  const tagged = { leave: 'with_human_agent_tag', closes_at: '2026-11-28T12:00:00Z', reason: '' } as const;
  const closed = { leave: 'closed', closes_at: null, reason: 'Over.' } as const;
  expect(leftOf({ window: { automation: open, person: open } })).toEqual({ state: 'open', closes_at: open.closes_at });
  expect(leftOf({ window: { automation: closed, person: tagged } })).toEqual({ state: 'people_only', closes_at: tagged.closes_at });
  expect(leftOf({ window: { automation: closed, person: closed } })).toEqual({ state: 'closed', closes_at: null });
});
