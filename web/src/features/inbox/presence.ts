import { api } from '../../api/client';
import type { Conversation } from './conversation.svelte';

const kSayMs = 20_000;
const kTypeMs = 4_000;

type State = 'viewing' | 'typing' | 'gone';

/** Tells the others that this conversation is open here and that somebody types, and learns who else is there. */
export class Present {
  #timer = 0;
  #typed = 0;
  #left = false;

  constructor(private readonly conversation: Conversation) {
    void this.#say('viewing');
    this.#timer = window.setInterval(() => document.visibilityState === 'visible' && void this.#say(this.#types() ? 'typing' : 'viewing'), kSayMs);
  }

  /** Somebody types an answer: with the first key the conversation is taken over from automation. */
  type() {
    if (this.#types()) return;
    this.#typed = Date.now();
    void this.#say('typing');
  }

  leave() {
    this.#left = true;
    window.clearInterval(this.#timer);
    void this.#say('gone');
  }

  #types() {
    return Date.now() - this.#typed < kTypeMs;
  }

  async #say(state: State) {
    const { conversation } = this;
    const met = conversation.met;
    const found = await api.post('/api/v1/inbox/{id}/presence', { path: { id: conversation.id } }, { state }).catch(() => null);
    if (!found || this.#left || !conversation.whole) return;
    const taken = found.owner === 'person' && conversation.whole.owner === 'automation';
    conversation.whole = { ...conversation.whole, owner: found.owner, ...(met === conversation.met && { presence: found.others }), ...(taken && { answers_waiting: 0 }) };
  }
}
