/**
 * What somebody types after they called for a field and before it is there: neither a shortcut, nor lost.
 * Enter waits with the rest: the field's owner decides what it means.
 */
class HeldKeys {
  #text = '';
  #entered = false;
  #release: (() => void) | null = null;

  /** Until `take` or Escape, which calls `givenUp`. */
  hold(givenUp: () => void) {
    this.#release?.();
    this.#text = '';
    this.#entered = false;
    const onkeydown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Escape') {
        this.take();
        givenUp();
      } else if (event.key === 'Backspace') this.#text = [...this.#text].slice(0, -1).join('');
      else if (event.key === 'Enter') this.#entered = true;
      else if ([...event.key].length === 1 && !this.#entered) this.#text += event.key;
    };
    window.addEventListener('keydown', onkeydown, { capture: true });
    this.#release = () => window.removeEventListener('keydown', onkeydown, { capture: true });
  }

  /** What was typed, and whether Enter ended it. Keys act as usual again. */
  take(): { text: string; entered: boolean } {
    this.#release?.();
    this.#release = null;
    const taken = { text: this.#text, entered: this.#entered };
    this.#text = '';
    this.#entered = false;
    return taken;
  }
}

export const heldKeys = new HeldKeys();
