import { describe, expect, it } from 'vitest';
import { ariaKeys, caps, isSingle, match, stepOf, type Pressed } from './keys';

const pressed = (key: string, more: Partial<Pressed> = {}): Pressed => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe('what was pressed', () => {
  it.each([
    [pressed('k', { ctrlKey: true }), 'mod+k'],
    [pressed('?', { shiftKey: true }), '?'],
    [pressed('E', { shiftKey: true }), 'shift+e'],
    [pressed('Enter', { ctrlKey: true }), 'mod+enter'],
    [pressed('ت', { code: 'KeyJ' }), 'j'],
    [pressed('؟', { shiftKey: true, code: 'Slash' }), '?'],
    [pressed('ن', { code: 'KeyK', ctrlKey: true }), 'mod+k'],
  ])('%o is %s', (event, step) => {
    expect(stepOf(event, false)).toBe(step);
  });

  it('⌘ is what Ctrl is, on a Mac; the other of the two is left to the browser', () => {
    expect(stepOf(pressed('k', { metaKey: true }), true)).toBe('mod+k');
    expect(stepOf(pressed('k', { ctrlKey: true }), true)).toBeNull();
    expect(stepOf(pressed('k', { metaKey: true }), false)).toBeNull();
  });

  it('modifiers alone, and keys with Alt, are nothing', () => {
    expect(stepOf(pressed('Shift', { shiftKey: true }), false)).toBeNull();
    expect(stepOf(pressed('a', { altKey: true }), false)).toBeNull();
  });
});

it('one key after another', () => {
  expect(match('g s', ['g'])).toBe('begun');
  expect(match('g s', ['g', 's'])).toBe('whole');
  expect(match('g s', ['g', 'a'])).toBe('no');
  expect(match('mod+k', ['mod+k'])).toBe('whole');
});

it('tells what a person sees on the keys', () => {
  expect(caps('mod+enter', true)).toEqual([['⌘', '↵']]);
  expect(caps('g s', false)).toEqual([['G'], ['S']]);
  expect(ariaKeys('mod+k', false)).toBe('Control+k');
  expect(ariaKeys('g s', false)).toBeUndefined();
  expect(isSingle('g s')).toBe(true);
  expect(isSingle('mod+k')).toBe(false);
});
