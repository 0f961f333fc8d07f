import { api } from '../api/client';
import { connection } from '../api/connection.svelte';
import { locale } from '../i18n/i18n.svelte';
import { killSwitch } from './kill-switch.svelte';

const kLookMs = 15_000;
const kRetryMs = 2_000;

/** The workspace that the pages show: its name and its zone, looked at again from time to time. */
class Workspace {
  name = $state('');
  #timer = 0;

  /** Keeps it current until the answer is called: `$effect(() => workspace.follow())`. */
  follow(): () => void {
    let stopped = false;
    const look = async () => {
      window.clearTimeout(this.#timer);
      if (document.visibilityState === 'visible') await this.load();
      if (!stopped) this.#timer = window.setTimeout(() => void look(), connection.state === 'lost' ? kRetryMs : kLookMs);
    };
    void look();
    document.addEventListener('visibilitychange', look);
    return () => {
      stopped = true;
      window.clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async load() {
    try {
      const found = await api.get('/api/v1/workspace', {});
      this.name = found.name;
      locale.setZone(found.zone);
      await killSwitch.load();
    } catch {
      // What is wrong shows where it matters: the connection in the bar, the key on the page that needs it.
    }
  }
}

export const workspace = new Workspace();
