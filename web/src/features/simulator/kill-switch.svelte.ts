import { api, Problem } from '../../api/client';

/**
 * Stops all sending at once: of the whole installation where the key may, else the automation of the workspace.
 * `paused` is null until it is known.
 */
class KillSwitch {
  paused = $state<boolean | null>(null);
  #whole = true;

  async load() {
    try {
      this.paused = (await api.get('/api/v1/installation', {})).sending_paused;
      this.#whole = true;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 403) return;
      this.#whole = false;
      const workspace = await api.get('/api/v1/workspace', {}).catch(() => null);
      this.paused = workspace?.automation_paused ?? null;
    }
  }

  async set(paused: boolean) {
    const before = this.paused;
    this.paused = paused;
    try {
      if (this.#whole) await api.patch('/api/v1/installation', {}, { sending_paused: paused });
      else await api.patch('/api/v1/workspace', {}, { automation_paused: paused });
    } catch {
      this.paused = before;
      await this.load();
    }
  }
}

export const killSwitch = new KillSwitch();
