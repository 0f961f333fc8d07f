import { api } from '../../api/client';
import { feed } from '../../api/feed';
import type { FirstSteps } from '../../api/types';
import { session } from '../../session/session.svelte';

/** What happens together is read once. */
const kSoonMs = 400;

/** How far the workspace is on the way to its first own rule; the server reads each step from what there is. */
class Steps {
  value = $state.raw<FirstSteps | null>(null);
  #timer = 0;

  get done(): number {
    return this.value?.steps.filter(({ done }) => done).length ?? 0;
  }
  /** The step to take now; nothing when all are done. */
  get next() {
    return this.value?.steps.find(({ done }) => !done)?.id;
  }
  /** They are for those who can take them. */
  get wanted(): boolean {
    return this.value !== null && !this.value.put_away && !this.value.demo && session.may('manage');
  }

  load = async () => {
    const found = await api.get('/api/v1/first-steps', {}).catch(() => null);
    if (found) this.value = found;
  };

  /** Keeps them current while they are shown: `$effect(() => steps.follow())`. */
  follow(): () => void {
    void this.load();
    const forget = feed.follow((news) => {
      if (news.name === 'presence' || !this.wanted || !this.next) return;
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.load(), kSoonMs);
    });
    return () => {
      window.clearTimeout(this.#timer);
      forget();
    };
  }

  async putAway(away: boolean) {
    this.value = await api.patch('/api/v1/first-steps', {}, { put_away: away });
  }
}

export const steps = new Steps();
