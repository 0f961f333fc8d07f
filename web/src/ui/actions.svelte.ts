import { untrack } from 'svelte';
import { match, isSingle, stepOf } from './keys';
import type { IconName } from './icons';

/** Something a person can do: listed in the palette and on the sheet of shortcuts, and done by its keys. */
export interface Action {
  id: string;
  /** What the palette and the sheet call it. */
  title: () => string;
  group: () => string;
  icon?: IconName;
  /** "mod+k", "g s": see keys.ts. */
  keys?: string;
  /** Other words it is found by. */
  words?: string[];
  /** Acts while somebody types, and over an open dialog, too: only for keys with Ctrl or ⌘. */
  always?: boolean;
  /** Not offered in the palette: it acts on what is under the cursor. */
  hidden?: boolean;
  run: () => unknown;
}

const kPause = 900;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
}

function isOverlaid(target: EventTarget | null): boolean {
  const inside = target instanceof Element ? target.closest('[role=dialog], [role=menu], [role=listbox]') : null;
  return inside !== null || document.querySelector('[role=dialog][data-state=open]') !== null;
}

/** The actions that can be done right now, the last one added winning where two have the same keys. */
class Actions {
  all = $state.raw<readonly Action[]>([]);
  /** Asked before each single key; the preferences answer. */
  singleKeys: () => boolean = () => true;
  #steps: string[] = [];
  #at = 0;

  /** Offers actions until the answer is called: `$effect(() => actions.offer([...]))`. */
  offer(offered: readonly Action[]): () => void {
    untrack(() => (this.all = [...this.all, ...offered]));
    return () => (this.all = this.all.filter((one) => !offered.includes(one)));
  }

  heed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const step = stepOf(event);
    if (step === null) return;
    if (event.timeStamp - this.#at > kPause) this.#steps = [];
    this.#at = event.timeStamp;
    this.#steps.push(step);
    let found = this.#find(event);
    if (found === 'no' && this.#steps.length > 1) {
      this.#steps = [step];
      found = this.#find(event);
    }
    if (found !== 'begun') this.#steps = [];
    if (typeof found === 'string') return;
    event.preventDefault();
    found.run();
  };

  #find(event: KeyboardEvent): Action | 'begun' | 'no' {
    let begun = false;
    for (const action of this.all.toReversed()) {
      if (!action.keys || !this.#acts(action, action.keys, event)) continue;
      const how = match(action.keys, this.#steps);
      if (how === 'whole') return action;
      begun ||= how === 'begun';
    }
    return begun ? 'begun' : 'no';
  }

  #acts(action: Action, keys: string, event: KeyboardEvent): boolean {
    if (action.always) return true;
    if (isTyping(event.target) || isOverlaid(event.target)) return false;
    return !isSingle(keys) || this.singleKeys();
  }
}

export const actions = new Actions();
