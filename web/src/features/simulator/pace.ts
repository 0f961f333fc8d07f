import { heed, type Following } from './heed';
import type { SimEvent } from './types';

/** How long the dots stay at least: an answer that comes 20 ms after them would leave nothing to see. */
export const kTypingShownMs = 700;

interface Watched {
  typingSince: number;
  held: SimEvent[];
}

/** Applies events in their order, holding an answer back until the typing before it could be seen. */
export class Pace {
  #watched = new Map<Following, Watched>();

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly later: (act: () => void, ms: number) => unknown = (act, ms) => window.setTimeout(act, ms),
  ) {}

  heed(chat: Following, event: SimEvent) {
    const watched = this.#watched.get(chat) ?? { typingSince: -Infinity, held: [] };
    this.#watched.set(chat, watched);
    if (event.type === 'typing_on' && watched.held.length === 0) watched.typingSince = this.now();
    const left = watched.typingSince + kTypingShownMs - this.now();
    const endsTyping = event.type === 'typing_off' || (event.type === 'message' && event.message?.from === 'account');
    if (watched.held.length > 0 || (left > 0 && endsTyping)) {
      watched.held.push(event);
      if (watched.held.length === 1) this.later(() => this.#release(chat, watched), left);
    } else {
      heed(chat, event);
    }
  }

  /** What was held belongs to chats that are loaded anew. */
  forget() {
    for (const watched of this.#watched.values()) watched.held = [];
    this.#watched.clear();
  }

  #release(chat: Following, watched: Watched) {
    const held = watched.held;
    watched.held = [];
    for (const event of held) heed(chat, event);
  }
}
