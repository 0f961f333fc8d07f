import type { IconName } from './icons';

export interface Toast {
  id: number;
  text: string;
  icon?: IconName;
  tone: 'plain' | 'ok' | 'stop';
  /** Takes back what was done. */
  undo?: () => unknown;
}

const kShownMs = 6000;
/** Long enough to notice, read and reach for it. */
const kUndoMs = 10_000;
const kMost = 3;

/**
 * Short notices of what was done, with the way back. What needs an act stays on the page instead: a notice goes by itself.
 * The clock stands while a pointer or the focus rests on them.
 */
export class Toasts {
  all = $state.raw<readonly Toast[]>([]);
  #left = new Map<number, number>();
  #next = 1;
  #timer: number | undefined;
  #since = 0;

  say(text: string, { undo, tone = 'plain', icon }: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
    const id = this.#next++;
    this.#settleClock();
    const toast: Toast = { id, text, tone, ...(undo && { undo }), ...(icon && { icon }) };
    this.all = [...this.all, toast].slice(-kMost);
    this.#left.set(id, undo ? kUndoMs : kShownMs);
    this.#run();
    return id;
  }

  dismiss(id: number) {
    this.#settleClock();
    this.#left.delete(id);
    this.all = this.all.filter((one) => one.id !== id);
    this.#run();
  }

  /** Takes back what this notice, or the newest that can, told of. */
  undo(id?: number): boolean {
    const toast = this.all.findLast((one) => one.undo && (id === undefined || one.id === id));
    if (!toast) return false;
    this.dismiss(toast.id);
    void toast.undo?.();
    return true;
  }

  hold() {
    this.#settleClock();
  }

  release() {
    this.#run();
  }

  #settleClock() {
    if (this.#timer === undefined) return;
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
    const passed = performance.now() - this.#since;
    for (const [id, left] of this.#left) this.#left.set(id, left - passed);
  }

  #run() {
    if (this.#timer !== undefined) return;
    const left = this.all.map((one) => this.#left.get(one.id) ?? 0);
    if (left.length === 0) return;
    this.#since = performance.now();
    this.#timer = window.setTimeout(() => {
      this.#settleClock();
      this.all = this.all.filter((one) => (this.#left.get(one.id) ?? 0) > 20);
      this.#run();
    }, Math.max(0, Math.min(...left)));
  }
}

export const toasts = new Toasts();
