import { api } from '../../api/client';
import type { Member } from '../../api/types';

/** Who works in the workspace, and which of them this is: null for a key, which is nobody. */
class Team {
  members = $state.raw<readonly Member[]>([]);
  me = $state<string | null>(null);
  known = false;
  #asked: Promise<void> | null = null;

  load(): Promise<void> {
    this.#asked ??= this.#load();
    return this.#asked;
  }

  nameOf(id: string): string | undefined {
    return this.members.find((one) => one.id === id)?.name;
  }

  async #load() {
    const [members, me] = await Promise.all([api.get('/api/v1/members', {}).catch(() => null), api.get('/api/v1/me', {}).catch(() => null)]);
    this.members = members?.items ?? [];
    this.me = me?.person.id ?? null;
    this.known = true;
  }
}

export const team = new Team();
