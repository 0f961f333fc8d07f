import { tick } from 'svelte';
import { Problem } from '../api/client';
import { asSentence, said, t } from '../i18n/i18n.svelte';

/** What the server says, as a sentence in the page's language. */
const told = (sentence: string) => asSentence(said(sentence));

/** What went wrong, and what to do, as the server says it. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0) return t('live.lost');
  return [error.message, error.hint].filter(Boolean).map(told).join(' ');
}

/** A form that is sent: what is wrong with each field, and what is wrong with none of them. */
export class Form<F extends string> {
  busy = $state(false);
  errors = $state<Partial<Record<F, string>>>({});
  trouble = $state('');

  constructor(
    private readonly fields: readonly F[],
    /** Where the focus goes when something is wrong. */
    private readonly id = '',
  ) {}

  /** Does the work unless something needed is empty; says whether it was done. */
  async send(work: () => Promise<unknown>, needed: Partial<Record<F, string>> = {}): Promise<boolean> {
    if (this.busy) return false;
    this.clear();
    for (const [field, value] of Object.entries(needed) as [F, string][]) {
      if (!value.trim()) this.errors[field] = t('form.needed');
    }
    if (Object.keys(this.errors).length > 0) return this.#failed();
    this.busy = true;
    try {
      await work();
      return true;
    } catch (error) {
      this.note(error);
      return this.#failed();
    } finally {
      this.busy = false;
    }
  }

  note(error: unknown) {
    const field = error instanceof Problem ? this.fields.find((one) => one === error.field) : undefined;
    if (field) this.errors[field] = sentenceOf(error);
    else this.trouble = sentenceOf(error);
  }

  clear() {
    this.errors = {};
    this.trouble = '';
  }

  #failed(): false {
    void tick().then(() => document.querySelector<HTMLElement>(`#${this.id || 'main'} [aria-invalid]`)?.focus());
    return false;
  }
}
