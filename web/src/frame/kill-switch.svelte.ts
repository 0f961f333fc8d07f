import { api, Problem } from '../api/client';
import { t } from '../i18n/i18n.svelte';
import { session } from '../session/session.svelte';
import { toasts } from '../ui/toasts.svelte';

/**
 * Stops all sending at once: of the whole installation where the key may, else the automation of the workspace.
 * `paused` is null until it is known.
 */
class KillSwitch {
  paused = $state<boolean | null>(null);
  whole = $state(true);

  /** Whoever may not switch it still sees how it stands. */
  get may(): boolean {
    return this.whole ? session.installer : session.may('manage');
  }

  async load() {
    if (!session.installer) return this.#loadAutomation();
    try {
      this.paused = (await api.get('/api/v1/installation', {})).sending_paused;
      this.whole = true;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 403) return;
      await this.#loadAutomation();
    }
  }

  async #loadAutomation() {
    this.whole = false;
    const workspace = await api.get('/api/v1/workspace', {}).catch(() => null);
    this.paused = workspace?.automation_paused ?? null;
  }

  /** Switches, and says what it did, with the way back. */
  async set(paused: boolean, how: 'said' | 'quiet' = 'said') {
    const before = this.paused;
    this.paused = paused;
    try {
      if (this.whole) await api.patch('/api/v1/installation', {}, { sending_paused: paused });
      else await api.patch('/api/v1/workspace', {}, { automation_paused: paused });
      if (how === 'said') this.#say(paused);
    } catch (error) {
      this.paused = before;
      toasts.say(t('kill.failed', { why: error instanceof Error && error.message ? error.message : t('live.lost') }), { tone: 'stop', icon: 'circle-alert' });
      await this.load();
    }
  }

  #say(paused: boolean) {
    const stopped = this.whole ? t('kill.said_paused') : t('kill.said_paused_automation');
    toasts.say(paused ? stopped : t('kill.said_resumed'), { icon: 'power', undo: () => this.set(!paused, 'quiet') });
  }
}

export const killSwitch = new KillSwitch();
