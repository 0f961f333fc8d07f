/** Longer than somebody takes to read on, shorter than any idle time that a workspace can set. */
const kThereMs = 60_000;

/**
 * Whether somebody is before the page: what it asks for by itself is no use of the session (the header Dunlin-Unattended), so that a
 * page that is left open does not keep its session alive.
 */
export class Attendance {
  #last = Date.now();

  /** Opening the page is an act, too. */
  watch(target: EventTarget) {
    const seen = () => (this.#last = Date.now());
    for (const act of ['keydown', 'pointerdown', 'pointermove', 'wheel']) target.addEventListener(act, seen, { passive: true, capture: true });
  }

  get there(): boolean {
    return Date.now() - this.#last < kThereMs;
  }
}

export const attendance = new Attendance();
