// Shortcuts as text: "mod+k", "shift+e", "?", or one key after another: "g s". "mod" is ⌘ on a Mac and Ctrl elsewhere.

export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const kPersianMarks: Record<string, string> = { '؟': '?', '÷': '/' };

/** The key by the letter it bears on a Latin keyboard, so that shortcuts work whatever layout somebody writes with. */
function nameOf(event: Pressed): string {
  const key = kPersianMarks[event.key] ?? event.key;
  if (/^[\x21-\x7e]$/.test(key) || key.length > 1) return key.toLowerCase();
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : key.toLowerCase();
}

/** What was pressed, written as one step of a shortcut; null for a modifier alone and for keys with Alt. */
export function stepOf(event: Pressed, mac: boolean = isMac): string | null {
  if (event.altKey || ['Shift', 'Control', 'Meta', 'Alt', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return null;
  const name = nameOf(event);
  const mod = mac ? event.metaKey : event.ctrlKey;
  if ((mac ? event.ctrlKey : event.metaKey)) return null;
  const letter = /^[a-z]$/.test(name) || name.length > 1;
  return [mod && 'mod', event.shiftKey && letter && 'shift', name].filter(Boolean).join('+');
}

export type Match = 'whole' | 'begun' | 'no';

/** Whether the steps pressed so far are a shortcut, the beginning of one, or neither. */
export function match(shortcut: string, steps: readonly string[]): Match {
  const wanted = shortcut.split(' ');
  if (steps.length > wanted.length || steps.some((step, i) => step !== wanted[i])) return 'no';
  return steps.length === wanted.length ? 'whole' : 'begun';
}

/** Whether a shortcut is pressed without Ctrl or ⌘, so that it could be struck by accident. */
export function isSingle(shortcut: string): boolean {
  return !shortcut.includes('mod+');
}

const kCaps: Record<string, [mac: string, other: string]> = {
  mod: ['⌘', 'Ctrl'],
  shift: ['⇧', 'Shift'],
  enter: ['↵', 'Enter'],
  escape: ['Esc', 'Esc'],
  arrowup: ['↑', '↑'],
  arrowdown: ['↓', '↓'],
  backspace: ['⌫', 'Backspace'],
};

/** The keys to show, step by step: "mod+k" → [["Ctrl", "K"]], "g s" → [["G"], ["S"]]. */
export function caps(shortcut: string, mac: boolean = isMac): string[][] {
  return shortcut.split(' ').map((step) => step.split('+').map((name) => kCaps[name]?.[mac ? 0 : 1] ?? name.toUpperCase()));
}

/** The value of aria-keyshortcuts, where a shortcut of several steps cannot be said. */
export function ariaKeys(shortcut: string | undefined, mac: boolean = isMac): string | undefined {
  if (!shortcut || shortcut.includes(' ')) return undefined;
  return shortcut
    .split('+')
    .map((name) => (name === 'mod' ? (mac ? 'Meta' : 'Control') : name === 'shift' ? 'Shift' : name))
    .join('+');
}
