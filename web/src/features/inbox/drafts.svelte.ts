import { api } from '../../api/client';
import type { Draft as Kept } from '../../api/types';

const kKeepMs = 700;

/** A key that no other composed text has. `randomUUID` exists in secure contexts alone. */
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What somebody has begun to write in one conversation, kept on the server too. */
export class Draft {
  text = $state('');
  isNote = $state(false);
  /** Why the server refused to send it, until it is changed. */
  refusal = $state('');

  #touched = false;
  #kept = '';
  #timer = 0;
  #tried: { text: string; key: string } | null = null;

  constructor(private readonly conversation: string) {}

  /** What the server kept, unless somebody has begun to write here already. */
  restore(kept: Kept | null) {
    if (this.#touched || !kept) return;
    this.#touched = true;
    this.text = kept.text;
    this.isNote = kept.is_note;
    this.#kept = this.#form();
  }

  write(text: string) {
    this.#touched = true;
    this.text = text;
    this.refusal = '';
    this.#keepSoon();
  }

  turn(isNote: boolean) {
    this.#touched = true;
    this.isNote = isNote;
    this.refusal = '';
    if (this.text) this.#keepSoon();
  }

  /** The key of what is sent: the same for the same text, until it was sent. */
  keyOf(text: string): string {
    if (this.#tried?.text !== text) this.#tried = { text, key: freshKey() };
    return this.#tried.key;
  }

  sent() {
    this.#tried = null;
  }

  /** Gives back what was refused, so that nothing written is lost. */
  refused(text: string, why: string) {
    if (!this.text) this.write(text);
    this.refusal = why;
  }

  /** Keeps it now: before the conversation is left. */
  async keep() {
    window.clearTimeout(this.#timer);
    if (!this.#touched || this.#form() === this.#kept) return;
    const form = this.#form();
    const before = this.#kept;
    this.#kept = form;
    await api.put('/api/v1/inbox/{id}/draft', { path: { id: this.conversation } }, { text: this.text, is_note: this.isNote }).catch(() => (this.#kept = before));
  }

  #form(): string {
    return this.text ? `${this.isNote} ${this.text}` : '';
  }

  #keepSoon() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.keep(), kKeepMs);
  }
}

const drafts = new Map<string, Draft>();

export function draftOf(conversation: string): Draft {
  const found = drafts.get(conversation) ?? new Draft(conversation);
  drafts.set(conversation, found);
  return found;
}
