import type { ButtonKind } from './Button.svelte';

export interface Question {
  title: string;
  /** What will happen, and whether it can be taken back. */
  text: string;
  /** The button that does it, as a verb: "Delete 3 rules". */
  action: string;
  kind?: ButtonKind;
  /** To be typed before the worst acts: the name of what is lost. */
  word?: string;
}

/** Asks before an act that no undo takes back: `if (await confirm.ask({…}))`. */
class Confirm {
  question = $state.raw<Question | null>(null);
  #answer: ((yes: boolean) => void) | null = null;

  ask(question: Question): Promise<boolean> {
    this.settle(false);
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  settle(yes: boolean) {
    this.#answer?.(yes);
    this.#answer = null;
    this.question = null;
  }
}

export const confirm = new Confirm();
