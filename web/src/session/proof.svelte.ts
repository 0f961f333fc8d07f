import { api, Problem } from '../api/client';
import { t } from '../i18n/i18n.svelte';

export interface Asked {
  /** What the password is needed for. */
  text: string;
  /** Throws what the dialog shows at its field. */
  send: (password: string) => Promise<unknown>;
}

/** Asks for the password once more: one dialog for whatever needs it. */
class Proof {
  asked = $state.raw<Asked | null>(null);
  #settle: ((answer: unknown) => void) | null = null;

  /** What `send` answered to the right password; null for who thought better of it. */
  ask<T>(text: string, send: (password: string) => Promise<T>): Promise<T | null> {
    this.leave();
    this.asked = { text, send };
    return new Promise((resolve) => (this.#settle = resolve as (answer: unknown) => void));
  }

  /** Does it, and where the server wants the password first, asks for it and does it again. Null: thought better of. */
  async before<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'auth.prove_first') throw error;
    }
    const proved = await this.ask(t('proof.text'), async (password) => {
      await api.post('/api/v1/me/proof', {}, { password });
      return true;
    });
    return proved ? work() : null;
  }

  async send(password: string) {
    const answer = await this.asked?.send(password);
    this.#end(answer);
  }

  leave() {
    this.#end(null);
  }

  #end(answer: unknown) {
    this.#settle?.(answer);
    this.#settle = null;
    this.asked = null;
  }
}

export const proof = new Proof();
