import { Problem, sim } from '../../api/client';
import { connection } from '../../api/connection.svelte';
import { Pace } from './pace';
import type { Account, Fault, Faults, Message, Person, ReactionName, SimEvent, State, Thread } from './types';

/** One person's side of the conversation with the shop. */
export interface Chat {
  messages: Message[];
  typing: boolean;
  blocked: boolean;
  igsid: string;
}

/** The fake Instagram as this page sees it: loaded once, then kept up by its event stream. */
class World {
  account = $state<Account | null>(null);
  people = $state<Person[]>([]);
  chats = $state<Record<string, Chat>>({});
  faults = $state<Faults>({});
  canReset = $state(false);
  /** Why the last act was refused, by person. */
  refusals = $state<Record<string, string>>({});

  #wanted = false;
  #source: EventSource | null = null;
  #lastEvent = 0;
  #pace = new Pace();

  async start() {
    this.#wanted = true;
    if (!this.#source) connection.report('simulator', 'connecting');
    try {
      await this.load();
      this.#follow();
    } catch {
      this.#tryAgainLater();
    }
  }

  stop() {
    this.#wanted = false;
    this.#source?.close();
    this.#source = null;
    connection.forget('simulator');
  }

  async load() {
    const state = await sim.get<State>('/sim/api/state');
    const threads = await Promise.all(
      state.people.map((person) => sim.get<Thread>(`/sim/api/people/${person.id}/thread?limit=100`)),
    );
    this.account = state.accounts[0] ?? null;
    this.people = state.people;
    this.faults = state.faults;
    this.canReset = state.reset === 'allowed';
    this.#pace.forget();
    this.chats = Object.fromEntries(
      state.people.map((person, i) => {
        const thread = threads[i]!;
        const { messages, typing, blocked, igsid } = thread;
        return [person.id, { messages, typing, blocked, igsid }];
      }),
    );
    this.#lastEvent = state.last_event_id;
  }

  /** The person behind an IGSID. */
  personOf(igsid: string): Person | undefined {
    return this.people.find((person) => this.chats[person.id]?.igsid === igsid);
  }

  write(person: string, text: string, replyTo?: string) {
    return this.#act(person, 'write', replyTo ? { text, reply_to: replyTo } : { text });
  }
  tapQuickReply(person: string, title: string, payload: string) {
    return this.#act(person, 'write', { text: title, quick_reply: payload });
  }
  tapButton(person: string, title: string, payload: string) {
    return this.#act(person, 'postback', { title, payload });
  }
  sendPhoto(person: string) {
    const url = 'https://photos.example/blue-dress.jpg';
    return this.#act(person, 'write', { attachments: [{ type: 'image', url }] });
  }
  replyToStory(person: string, text: string) {
    return this.#act(person, 'story-reply', { text });
  }
  mentionInStory(person: string) {
    return this.#act(person, 'story-mention', {});
  }
  react(person: string, mid: string, reaction: ReactionName) {
    return this.#act(person, 'react', { mid, reaction });
  }
  takeReactionBack(person: string, mid: string) {
    return this.#act(person, 'unreact', { mid });
  }
  edit(person: string, mid: string, text: string) {
    return this.#act(person, 'edit', { mid, text });
  }
  unsend(person: string, mid: string) {
    return this.#act(person, 'unsend', { mid });
  }
  read(person: string) {
    return this.#act(person, 'read', {});
  }

  async setFault(name: string, fault: Partial<Fault> | null) {
    this.faults = await sim.put<Faults>('/sim/api/faults', { [name]: fault });
  }

  async reset() {
    await sim.post('/sim/api/reset', {});
    await this.load();
  }

  /** True when the fake Instagram accepted the act; else `refusals` says why not. */
  async #act(person: string, verb: string, body: object): Promise<boolean> {
    try {
      await sim.post(`/sim/api/people/${person}/${verb}`, body);
      delete this.refusals[person];
      return true;
    } catch (error) {
      this.refusals[person] = error instanceof Problem ? error.message : String(error);
      return false;
    }
  }

  #follow() {
    if (!this.#wanted) return;
    this.#source?.close();
    const source = new EventSource(`/sim/api/events?last_event_id=${this.#lastEvent}`);
    this.#source = source;
    source.onopen = () => connection.report('simulator', 'live');
    source.addEventListener('change', (event) => this.#heed(JSON.parse(event.data) as SimEvent));
    source.onerror = () => {
      connection.report('simulator', 'lost');
      if (source.readyState === EventSource.CLOSED) this.#tryAgainLater();
    };
  }

  #tryAgainLater() {
    if (!this.#wanted) return;
    connection.report('simulator', 'lost');
    window.setTimeout(() => this.#wanted && void this.start(), 2000);
  }

  #heed(event: SimEvent) {
    if (event.id) this.#lastEvent = event.id;
    if (event.type === 'reset' || event.type === 'person' || event.type === 'account') {
      void this.load();
      return;
    }
    if (event.type === 'faults') {
      void sim.get<Faults>('/sim/api/faults').then((faults) => (this.faults = faults));
      return;
    }
    const chat = event.person ? this.chats[event.person] : undefined;
    if (chat) this.#pace.heed(chat, event);
  }
}

export const world = new World();
