/** The present, shared by everything that counts from it, moved on while somebody looks. */
class Now {
  ms = $state(Date.now());
  #users = 0;
  #timer = 0;

  /** Keeps it moving until the answer is called: `$effect(() => now.follow())`. */
  follow(): () => void {
    if (this.#users === 0) {
      this.ms = Date.now();
      this.#timer = window.setInterval(() => (this.ms = Date.now()), 10_000);
    }
    this.#users += 1;
    return () => {
      this.#users -= 1;
      if (this.#users === 0) window.clearInterval(this.#timer);
    };
  }
}

export const now = new Now();
