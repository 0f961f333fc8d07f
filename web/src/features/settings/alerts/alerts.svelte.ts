import { api } from '../../../api/client';
import type { components } from '../../../api/schema';
import { Remote } from '../remote.svelte';

export type Alert = components['schemas']['Alert'];
const kLookMs = 30_000;

/** What needs somebody now: the open ones and those that somebody is on, the most serious first. */
class Alerts extends Remote<Alert[]> {
  #timer = 0;

  constructor() {
    super(async () => {
      const [open, seen] = await Promise.all([
        api.get('/api/v1/alerts', { query: { state: 'open', limit: 50 } }),
        api.get('/api/v1/alerts', { query: { state: 'acknowledged', limit: 50 } }),
      ]);
      const serious = (one: Alert) => (one.severity === 'critical' ? 0 : 1);
      return [...open.items.sort((a, b) => serious(a) - serious(b)), ...seen.items];
    });
  }

  get open(): Alert[] {
    return this.value?.filter(({ state }) => state === 'open') ?? [];
  }

  /** Looks again from time to time until the answer is called. */
  follow(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.load();
    };
    look();
    this.#timer = window.setInterval(look, kLookMs);
    return () => window.clearInterval(this.#timer);
  }

  async acknowledge(id: string) {
    await api.post('/api/v1/alerts/{id}/acknowledge', { path: { id } });
    await this.load();
  }
}

export const alerts = new Alerts();
