import { untrack } from 'svelte';
import { api, Problem } from '../../api/client';
import type { Rule, RuleDraft } from '../../api/types';
import { blankForm, formOf, inputOf, same, type Form } from './form';
import { remarksOf } from './lines';
import { merge, onlyPlaced } from './merge';
import { troubleIn } from './rules.svelte';

const kSaveMs = 600;
const kLookMs = 5000;
const kCountDays = 30;

async function orMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** A rule as somebody writes it: saved as they type, beside the published one. */
export class Draft {
  form = $state<Form>(blankForm());
  /** The published rule; null of one that is not published yet. */
  rule = $state.raw<Rule | null>(null);
  /** The draft as it is stored; null while nothing differs from the published rule. */
  stored = $state.raw<RuleDraft | null>(null);
  state = $state<'loading' | 'missing' | 'failed' | 'ready'>('loading');
  saving = $state<'rests' | 'waits' | 'runs' | 'failed'>('rests');
  trouble = $state('');
  /** What somebody else saved while something here was not saved yet. */
  theirs = $state.raw<RuleDraft | null>(null);
  /** Who saved last, when it was somebody else and their form was taken over. */
  takenFrom = $state('');
  /** Somebody wanted to publish it: from then on what is lacking is a fault, not a hint. */
  tried = $state(false);
  /** How often each wording of the published rule was sent in the last thirty days. */
  fired = $state.raw<ReadonlyMap<number, number>>(new Map());

  #kept = '';
  #timer = 0;
  #busy: Promise<void> | null = null;

  readonly differs = $derived(this.rule === null || !same(formOf(this.rule), this.form));
  readonly remarks = $derived(this.stored ? remarksOf(this.stored.fault ?? null, this.stored.notes) : []);
  readonly fault = $derived(this.stored?.fault ?? null);
  readonly outdated = $derived(this.stored?.outdated === true);

  constructor(readonly id: string) {}

  /** Loads it, and looks whether somebody else saves, until the answer is called. What is not saved then is saved. */
  open(): () => void {
    void this.load();
    const timer = window.setInterval(() => document.visibilityState === 'visible' && void this.#look(), kLookMs);
    const flush = () => void this.flush();
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', flush);
      flush();
    };
  }

  async load() {
    const path = { id: this.id };
    try {
      const [rule, stored] = await Promise.all([
        orMissing(api.get('/api/v1/rules/{id}', { path })),
        orMissing(api.get('/api/v1/rule-drafts/{id}', { path })),
      ]);
      if (!rule && !stored) {
        this.state = 'missing';
        return;
      }
      this.rule = rule;
      this.#take(stored);
      if (stored?.outdated) await this.#catchUp('only_placed');
      this.state = 'ready';
      if (rule) await this.#count();
    } catch (error) {
      this.trouble = troubleIn(error);
      if (this.state === 'loading') this.state = 'failed';
    }
  }

  async #count() {
    const { days } = await api.get('/api/v1/rules/{id}/statistics', { path: { id: this.id }, query: { days: kCountDays } });
    const fired = new Map<number, number>();
    for (const one of days) fired.set(one.variant, (fired.get(one.variant) ?? 0) + one.fired);
    this.fired = fired;
  }

  /** To be called whenever the form changed. */
  changed() {
    const now = JSON.stringify(this.form);
    untrack(() => {
      if (this.state !== 'ready' || now === this.#kept || this.theirs) return;
      this.takenFrom = '';
      this.saving = 'waits';
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.flush(), kSaveMs);
    });
  }

  /** Saves what is not saved yet; answers when everything is. */
  async flush(): Promise<void> {
    window.clearTimeout(this.#timer);
    while (this.#busy) await this.#busy;
    if (this.state !== 'ready' || this.theirs || JSON.stringify(this.form) === this.#kept) return;
    this.#busy = this.#save();
    await this.#busy;
  }

  async #save() {
    this.saving = 'runs';
    const form = $state.snapshot(this.form) as Form;
    const path = { id: this.id };
    try {
      if (this.rule && same(form, formOf(this.rule))) {
        if (this.stored) await api.delete('/api/v1/rule-drafts/{id}', { path });
        this.stored = null;
      } else {
        const seen = this.stored ? { saved_at: this.stored.saved_at } : {};
        this.stored = await api.put('/api/v1/rule-drafts/{id}', { path }, { rule: inputOf(form), ...seen });
      }
      this.#kept = JSON.stringify(form);
      this.saving = 'rests';
      this.trouble = '';
    } catch (error) {
      this.saving = 'failed';
      if (error instanceof Problem && error.code === 'rules.draft_changed_meanwhile') await this.#clash();
      else this.trouble = troubleIn(error);
    } finally {
      this.#busy = null;
    }
    if (this.saving === 'rests') this.changed();
  }

  async #clash() {
    this.theirs = await orMissing(api.get('/api/v1/rule-drafts/{id}', { path: { id: this.id } })).catch(() => null);
    this.saving = 'rests';
  }

  /** Of two forms that were saved at the same time, one. */
  async settle(whose: 'mine' | 'theirs') {
    const theirs = this.theirs;
    if (!theirs) return;
    this.theirs = null;
    if (whose === 'theirs') {
      this.#take(theirs);
    } else {
      this.stored = theirs;
      await this.flush();
    }
  }

  async #look() {
    if (this.state !== 'ready' || this.saving !== 'rests' || this.theirs || JSON.stringify(this.form) !== this.#kept) return;
    const stored = await orMissing(api.get('/api/v1/rule-drafts/{id}', { path: { id: this.id } })).catch(() => this.stored);
    if (this.#busy || JSON.stringify(this.form) !== this.#kept || stored?.saved_at === this.stored?.saved_at) return;
    if (!stored) {
      await this.load();
      return;
    }
    this.#take(stored);
    this.takenFrom = stored.saved_by;
  }

  /** Takes over what was published since the draft was begun; of what both changed, mine stays. */
  async #catchUp(how: 'only_placed' | 'all') {
    const { rule, stored } = this;
    if (!rule || !stored) return;
    const path = { id: this.id };
    const versions = await api.get('/api/v1/rules/{id}/versions', { path });
    const base = versions.items.find((one) => one.version === stored.based_on)?.rule;
    if (!base || (how === 'only_placed' && !onlyPlaced(formOf(base), formOf(rule)))) return;
    const mine = $state.snapshot(this.form) as Form;
    this.form = merge(formOf(base), formOf(rule), mine).value;
    await api.delete('/api/v1/rule-drafts/{id}', { path });
    this.stored = null;
    this.#kept = '';
    this.state = 'ready';
    await this.flush();
  }

  async catchUp() {
    await this.flush();
    await this.#catchUp('all').catch((error: unknown) => (this.trouble = troubleIn(error)));
  }

  #take(stored: RuleDraft | null) {
    this.stored = stored;
    const from = stored?.rule ?? this.rule;
    if (from) this.form = formOf(from);
    this.#kept = JSON.stringify(this.form);
  }

  async discard() {
    window.clearTimeout(this.#timer);
    while (this.#busy) await this.#busy;
    if (this.stored) await api.delete('/api/v1/rule-drafts/{id}', { path: { id: this.id } });
    this.stored = null;
    if (this.rule) this.#take(null);
    else this.state = 'missing';
  }

  /** Answers the rule as it was published. */
  async publish(): Promise<Rule> {
    await this.flush();
    const rule = await api.post('/api/v1/rule-drafts/{id}/publish', { path: { id: this.id } }, { overwrite: this.outdated });
    this.rule = rule;
    if (rule.id === this.id) this.#take(null);
    return rule;
  }
}
