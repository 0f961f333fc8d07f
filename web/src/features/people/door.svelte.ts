import { api } from '../../api/client';
import type { Door } from '../../api/types';

/** What this installation offers to who is not signed in; null until it is known. */
class AtDoor {
  known = $state.raw<Door | null>(null);

  async load() {
    this.known = (await api.get('/api/v1/sign-in', {}).catch(() => null)) ?? this.known;
  }
}

export const door = new AtDoor();
