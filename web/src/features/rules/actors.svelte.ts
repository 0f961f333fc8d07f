import { api } from '../../api/client';

/** Who did something, by the ids that the server tells. */
class Actors {
  #names = $state.raw<Map<string, string>>(new Map());
  #asked = false;

  /** The name of an actor; its id while no name is known. */
  name(id: string): string {
    return this.#names.get(id) ?? id;
  }

  /** Names may not be read by everybody: then ids stay. */
  async learn() {
    if (this.#asked) return;
    this.#asked = true;
    const keys = await api.get('/api/v1/api-keys', {}).catch(() => null);
    this.#names = new Map(keys?.items.map((key) => [key.id, key.name]));
  }
}

export const actors = new Actors();
