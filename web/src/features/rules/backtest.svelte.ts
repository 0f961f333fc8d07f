import { api, Problem } from '../../api/client';
import type { RuleBacktest } from '../../api/types';
import { inputOf, type Form } from './form';
import { troubleIn } from './rules.svelte';

const kLookMs = 700;

/** One run of a draft over the stored messages, followed until it is over. */
export class Backtest {
  run = $state.raw<RuleBacktest | null>(null);
  trouble = $state('');
  /** Another one of the workspace is running. */
  taken = $state(false);
  /** What was asked, to tell whether the draft changed since. */
  asked = $state.raw<{ form: string; days: number | null } | null>(null);
  #timer = 0;
  #turn = 0;

  readonly running = $derived(this.run?.state === 'running');

  async start(form: Form, id: string, days: number | null) {
    this.#turn += 1;
    const turn = this.#turn;
    this.trouble = '';
    this.taken = false;
    this.asked = { form: JSON.stringify(form), days };
    try {
      const run = await api.post('/api/v1/rules/backtests', {}, { id, rule: { ...inputOf(form), active: true }, ...(days && { days }) });
      if (turn !== this.#turn) return;
      this.run = run;
      this.#follow(turn);
    } catch (error) {
      if (error instanceof Problem && error.code === 'rules.backtest_running') this.taken = true;
      else this.trouble = troubleIn(error);
    }
  }

  async cancel() {
    if (!this.run || !this.running) return;
    await api.delete('/api/v1/rules/backtests/{id}', { path: { id: this.run.id } }).catch(() => undefined);
    await this.#look(this.#turn);
  }

  /** Ends the following; a run that nobody waits for any more is stopped. */
  close() {
    void this.cancel();
    window.clearTimeout(this.#timer);
    this.#turn += 1;
  }

  #follow(turn: number) {
    window.clearTimeout(this.#timer);
    if (turn === this.#turn && this.running) this.#timer = window.setTimeout(() => void this.#look(turn), kLookMs);
  }

  async #look(turn: number) {
    if (!this.run) return;
    try {
      const run = await api.get('/api/v1/rules/backtests/{id}', { path: { id: this.run.id } });
      if (turn !== this.#turn) return;
      this.run = run;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 0) {
        this.trouble = troubleIn(error);
        return;
      }
    }
    this.#follow(turn);
  }
}
