import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { setTimeout, clearTimeout });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const texts = (toasts: Toasts) => toasts.all.map((one) => one.text);

it('a notice goes by itself; one that can be undone stays longer', () => {
  const toasts = new Toasts();
  toasts.say('closed', { undo: () => undefined });
  toasts.say('saved');
  vi.advanceTimersByTime(6100);
  expect(texts(toasts)).toEqual(['closed']);
  vi.advanceTimersByTime(4000);
  expect(texts(toasts)).toEqual([]);
});

it('the clock stands while somebody rests on them', () => {
  const toasts = new Toasts();
  toasts.say('saved');
  vi.advanceTimersByTime(5000);
  toasts.hold();
  vi.advanceTimersByTime(60_000);
  expect(texts(toasts)).toEqual(['saved']);
  toasts.release();
  vi.advanceTimersByTime(1100);
  expect(texts(toasts)).toEqual([]);
});

it('undo takes the newest back, once', () => {
  const toasts = new Toasts();
  const done: string[] = [];
  toasts.say('one', { undo: () => done.push('one') });
  toasts.say('two', { undo: () => done.push('two') });
  toasts.say('three');
  expect(toasts.undo()).toBe(true);
  expect(toasts.undo()).toBe(true);
  expect(toasts.undo()).toBe(false);
  expect(done).toEqual(['two', 'one']);
});

it('no more than three stand there', () => {
  const toasts = new Toasts();
  for (const text of ['1', '2', '3', '4']) toasts.say(text);
  expect(texts(toasts)).toEqual(['2', '3', '4']);
});
