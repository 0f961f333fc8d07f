/** How long after a reading that failed the next one begins. */
const kAgainMs = 2000;

/**
 * Reading anew what may have changed: one reading at a time, so that an older answer never comes after a newer one. What is
 * asked for while one runs is read once more when it has ended.
 */
export class Rereading {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> | null = null;
  #again = false;

  /** `read` answers false when it did not come through and is to be tried again. */
  constructor(
    private readonly read: () => Promise<boolean>,
    private readonly soonMs: number,
  ) {}

  /** Once for all that comes within a moment. */
  soon(ms = this.soonMs) {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.now();
    }, ms);
  }

  /** Settles when what was there at this moment, or later, has been read, or could not be. */
  now(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#readOn().finally(() => (this.#running = null));
    return this.#running;
  }

  stop() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #readOn() {
    let good: boolean;
    do {
      this.#again = false;
      good = await this.read();
    } while (this.#again);
    if (!good) this.soon(kAgainMs);
  }
}
