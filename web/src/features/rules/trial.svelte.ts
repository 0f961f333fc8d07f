import { api } from '../../api/client';
import type { RuleDecision, StoredMessage } from '../../api/types';
import { draftOf, trialOf, type Writer } from './preview';
import type { Form } from './form';
import { troubleIn } from './rules.svelte';

const kPauseMs = 250;

/** A stored message that is tried instead of a typed one. */
export interface Picked {
  message: StoredMessage;
  from: string;
}

/** What would happen to a message with the rule as it is written now. */
export class Trial {
  typed = $state('');
  picked = $state.raw<Picked | null>(null);
  /** A quick reply or button that was tapped in the phone. */
  tapped = $state.raw<{ payload: string; kind: 'quick_reply' | 'postback' } | null>(null);
  /** Chooses among the variants. */
  chance = $state(0);
  decision = $state.raw<RuleDecision | null>(null);
  /** The text that the decision is about. */
  text = $state('');
  trouble = $state('');
  #timer = 0;
  #turn = 0;

  /** Asks anew; `sample` is tried while nothing is typed. */
  ask(form: Form, id: string, sample: string, writer: Writer) {
    this.#turn += 1;
    const turn = this.#turn;
    const text = this.picked?.message.text ?? (this.typed || sample);
    const trial = this.picked
      ? { message: this.picked.message.id, triggers: ['message' as const], message_kind: 'text', is_test: false, chance: this.chance, draft: draftOf(form, id) }
      : trialOf(form, id, text, writer, this.chance);
    if (this.tapped && !this.picked) {
      trial.payload = this.tapped.payload;
      trial.message_kind = this.tapped.kind;
      trial.triggers = [this.tapped.kind === 'postback' ? 'postback' : 'message'];
    }
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(async () => {
      try {
        const decision = await api.post('/api/v1/rules/test', {}, trial);
        if (turn !== this.#turn) return;
        this.decision = decision;
        this.trouble = '';
      } catch (error) {
        if (turn !== this.#turn) return;
        this.decision = null;
        this.trouble = troubleIn(error);
      }
      this.text = text;
    }, kPauseMs);
  }

  /** Nothing can be asked yet: the rule lacks something. */
  rest() {
    this.#turn += 1;
    window.clearTimeout(this.#timer);
    this.decision = null;
    this.trouble = '';
  }
}
