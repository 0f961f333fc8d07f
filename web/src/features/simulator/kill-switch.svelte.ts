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
      this.paused = (await api.get<{ sending_paused: boolean }>('/api/v1/installation')).sending_paused;
      this.#whole = true;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 403) return;
      this.#whole = false;
      const workspace = await api.get<{ automation_paused: boolean }>('/api/v1/workspace').catch(() => null);
      this.paused = workspace?.automation_paused ?? null;
    }
  }

  async set(paused: boolean) {
    const before = this.paused;
    this.paused = paused;
    const [path, name] = this.#whole
      ? (['/api/v1/installation', 'sending_paused'] as const)
      : (['/api/v1/workspace', 'automation_paused'] as const);
    try {
      await api.patch(path, { [name]: paused });
    } catch {
      this.paused = before;
      await this.load();
    }
  }
}

export const killSwitch = new KillSwitch();
