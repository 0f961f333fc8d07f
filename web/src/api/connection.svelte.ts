export type Live = 'connecting' | 'live' | 'lost';

/** Whether the server is heard, by everything that listens to it: calls, and streams that stay open. */
class Connection {
  #heard = $state<Record<string, Live>>({});

  /** As bad as the worst of them. */
  readonly state = $derived.by<Live>(() => {
    const all = Object.values(this.#heard);
    if (all.includes('lost')) return 'lost';
    return all.includes('live') && !all.includes('connecting') ? 'live' : 'connecting';
  });

  report(listener: string, state: Live) {
    if (this.#heard[listener] !== state) this.#heard[listener] = state;
  }

  /** A stream that was closed on purpose says nothing about the connection any more. */
  forget(listener: string) {
    delete this.#heard[listener];
  }
}

export const connection = new Connection();
