import { api, Problem } from '../../api/client';
import type { Rule, RuleDraft, RuleInput } from '../../api/types';
import { asSentence, said, t } from '../../i18n/i18n.svelte';
import { toasts } from '../../ui/toasts.svelte';
import { firings, kDays, type Firings } from './firings';
import { inputOf, formOf } from './form';

const kLookMs = 10_000;
const kPage = 200;

/** What went wrong, as a sentence with the way out. */
export function troubleIn(error: unknown): string {
  if (!(error instanceof Problem)) throw error;
  if (error.status === 0) return t('rules.offline');
  // A faulty body is refused with the path of each fault before it.
  const told = error.message.replace(/^(?:rule|draft)?\.?[\w.[\]]+: (?=[a-z])/, '');
  return [told, error.hint].filter(Boolean).map((sentence) => asSentence(said(sentence))).join(' ');
}

/** The published rules in their order, the drafts beside them, and what they did this week. */
class Rules {
  rules = $state.raw<Rule[]>([]);
  drafts = $state.raw<RuleDraft[]>([]);
  did = $state.raw<Map<string, Firings>>(new Map());
  loaded = $state(false);
  trouble = $state('');
  #names = $state.raw<Map<string, string>>(new Map());
  /** Somebody moves a row: nothing may change under the hand. */
  held = false;
  #turn = 0;

  /** Drafts of rules that are not published yet. */
  readonly unpublished = $derived(this.drafts.filter((draft) => draft.published === null));
  readonly draftOf = $derived(new Map(this.drafts.map((draft) => [draft.id, draft])));
  readonly accounts = $derived([...this.#names].map(([id, name]) => ({ id, name })));

  accountName = (id: string) => this.#names.get(id) ?? id;

  /** Keeps them current until the answer is called. */
  watch(): () => void {
    void this.load();
    const timer = window.setInterval(() => document.visibilityState === 'visible' && !this.held && void this.load(), kLookMs);
    return () => window.clearInterval(timer);
  }

  async load() {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const [rules, drafts, counts, accounts] = await Promise.all([
        this.#all(),
        api.get('/api/v1/rule-drafts', {}),
        api.get('/api/v1/rules/statistics', { query: { days: kDays } }),
        api.get('/api/v1/accounts', {}),
      ]);
      if (turn !== this.#turn || this.held) return;
      this.rules = rules;
      this.drafts = drafts.items;
      this.did = firings(counts, Date.now());
      this.#names = new Map(accounts.items.map((account) => [account.id, `@${account.username}`]));
      this.loaded = true;
      this.trouble = '';
    } catch (error) {
      this.trouble = troubleIn(error);
    }
  }

  async #all(): Promise<Rule[]> {
    const out: Rule[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.get('/api/v1/rules', { query: { limit: kPage, ...(cursor && { cursor }) } });
      out.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    return out;
  }

  /** Shows the change at once, takes it back when the server refuses it, and offers the way back when it does not. */
  async #change(shown: Rule[], act: () => Promise<unknown>, done: string, undo: () => unknown) {
    const before = this.rules;
    this.rules = shown;
    this.#turn += 1;
    try {
      await act();
      toasts.say(done, { undo });
    } catch (error) {
      this.rules = before;
      toasts.say(t('rules.not_done', { why: troubleIn(error) }), { tone: 'stop' });
    }
    await this.load();
  }

  order(ids: readonly string[], how: 'done' | 'undone' = 'done') {
    const before = this.rules.map((rule) => rule.id);
    const byId = new Map(this.rules.map((rule) => [rule.id, rule]));
    const shown = ids.map((id) => byId.get(id)).filter((rule) => rule !== undefined);
    return this.#change(
      shown,
      () => api.put('/api/v1/rules/order', {}, { order: [...ids] }),
      t(how === 'done' ? 'rules.ordered' : 'rules.ordered_back'),
      () => void this.order(before, 'undone'),
    );
  }

  async toggle(id: string, active: boolean): Promise<void> {
    const rule = this.rules.find((one) => one.id === id);
    if (!rule || rule.active === active) return;
    await this.#change(
      this.rules.map((one) => (one.id === id ? { ...one, active } : one)),
      () => api.put('/api/v1/rules/{id}', { path: { id } }, { ...rule, active }),
      t(active ? 'rules.switched_on' : 'rules.switched_off', { name: rule.name }),
      () => void this.toggle(id, !active),
    );
  }

  async remove(rule: Rule) {
    await this.#change(
      this.rules.filter((one) => one.id !== rule.id),
      () => api.delete('/api/v1/rules/{id}', { path: { id: rule.id } }),
      t('rules.removed', { name: rule.name }),
      async () => {
        await api.post('/api/v1/rules/{id}/restore', { path: { id: rule.id } }, { version: rule.version });
        await this.load();
      },
    );
  }

  /** A draft of a new rule; answers its id. */
  async begin(rule: RuleInput): Promise<string> {
    const taken = new Set([...this.rules, ...this.unpublished.map((draft) => draft.rule)].map(({ name }) => name));
    let name = rule.name;
    for (let i = 2; name && taken.has(name); i += 1) name = `${rule.name} ${i}`;
    const draft = await api.post('/api/v1/rule-drafts', {}, { rule: { ...inputOf(formOf(rule)), name } });
    return draft.id;
  }
}

export const rules = new Rules();
