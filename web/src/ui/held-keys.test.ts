import { afterEach, expect, it, vi } from 'vitest';
import { heldKeys } from './held-keys';

// The tests run without a document: what is heard of the window is all that matters here.
const heard: ((event: KeyboardEvent) => void)[] = [];
vi.stubGlobal('window', {
  addEventListener: (_: string, listener: (event: KeyboardEvent) => void) => heard.push(listener),
  removeEventListener: (_: string, listener: (event: KeyboardEvent) => void) => heard.splice(heard.indexOf(listener), 1),
});
const stopped = vi.fn();
const press = (key: string, more: object = {}) => {
  for (const listener of [...heard]) listener({ key, preventDefault: stopped, stopImmediatePropagation: stopped, ...more } as unknown as KeyboardEvent);
};
afterEach(() => {
  heldKeys.take();
  stopped.mockClear();
});

it('what is typed is kept in its order, without what was taken back', () => {
  heldKeys.hold(() => undefined);
  for (const key of ['e', 'ق', 'x', 'Backspace', 'Shift']) press(key);
  expect(heldKeys.take()).toEqual({ text: 'eق', entered: false });
  expect(heard).toHaveLength(0);
});

it('nothing after Enter counts', () => {
  heldKeys.hold(() => undefined);
  for (const key of ['a', 'Enter', 'b']) press(key);
  expect(heldKeys.take()).toEqual({ text: 'a', entered: true });
});

it('Escape gives it up', () => {
  const givenUp = vi.fn();
  heldKeys.hold(givenUp);
  press('a');
  press('Escape');
  expect(givenUp).toHaveBeenCalledOnce();
  expect(heldKeys.take()).toEqual({ text: '', entered: false });
});

it('chords of the browser are left alone', () => {
  heldKeys.hold(() => undefined);
  press('r', { ctrlKey: true });
  expect(stopped).not.toHaveBeenCalled();
  expect(heldKeys.take().text).toBe('');
});
