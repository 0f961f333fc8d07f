import { tick } from 'svelte';
import { moved } from './order';

const kEdge = 48;
const kScrollStep = 9;

export interface Sortable {
  /** Of what is shown, in its order. */
  ids: () => readonly string[];
  /** The box that scrolls. */
  box: () => HTMLElement | undefined;
  /** Somebody begins to move, or ends it. */
  hold: (held: boolean) => void;
  drop: (ids: string[]) => void;
  /** For screen readers: where the moved one is now, from 1. */
  tell: (what: 'lifted' | 'moved' | 'dropped' | 'back', id: string, place: number) => void;
}

/** Moves rows by mouse, finger and keyboard. A row has `data-sort={id}`, its grip takes `grip(id)`. */
export class Sorting {
  /** What is moved by a pointer, how far from its place, and where it would land. */
  dragged = $state<{ id: string; by: number; to: number } | null>(null);
  /** What is moved by keys, and the order so far. */
  lifted = $state<{ id: string; ids: string[] } | null>(null);
  #rows: { id: string; middle: number; tall: number }[] = [];
  #from = 0;
  #start = 0;
  #pointer = 0;
  #frame = 0;

  constructor(private readonly host: Sortable) {}

  /** The order to show. */
  readonly ids = $derived.by(() => this.lifted?.ids ?? this.host.ids());

  /** How far a row stands aside, as CSS. */
  aside(id: string): string | undefined {
    const drag = this.dragged;
    if (!drag) return undefined;
    if (drag.id === id) return `0 ${drag.by}px`;
    const at = this.#rows.findIndex((row) => row.id === id);
    const tall = this.#rows[this.#from]?.tall ?? 0;
    if (at > this.#from && at <= drag.to) return `0 ${-tall}px`;
    return at < this.#from && at >= drag.to ? `0 ${tall}px` : '0 0';
  }

  grip = (id: string) => ({
    onpointerdown: (event: PointerEvent) => this.#begin(event, id),
    onpointermove: (event: PointerEvent) => this.#move(event),
    onpointerup: () => this.#end('drop'),
    onpointercancel: () => this.#end('back'),
    onkeydown: (event: KeyboardEvent) => void this.#key(event, id),
    onblur: () => this.#blur(id),
  });

  #scrolled() {
    return this.host.box()?.scrollTop ?? 0;
  }

  #begin(event: PointerEvent, id: string) {
    if (event.button !== 0 || this.lifted) return;
    const grip = event.currentTarget as HTMLElement;
    grip.setPointerCapture(event.pointerId);
    const all = [...(this.host.box()?.querySelectorAll<HTMLElement>('[data-sort]') ?? [])];
    this.#rows = all.map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return { id: row.dataset.sort ?? '', middle: top + height / 2 + this.#scrolled(), tall: height };
    });
    this.#from = this.#rows.findIndex((row) => row.id === id);
    this.#pointer = event.clientY;
    this.#start = event.clientY + this.#scrolled();
    this.dragged = { id, by: 0, to: this.#from };
    this.host.hold(true);
    this.#frame = requestAnimationFrame(this.#scroll);
  }

  #move(event: PointerEvent) {
    if (!this.dragged) return;
    this.#pointer = event.clientY;
    this.#place();
  }

  #place() {
    const { dragged } = this;
    const own = this.#rows[this.#from];
    if (!dragged || !own) return;
    const by = this.#pointer + this.#scrolled() - this.#start;
    const at = own.middle + by;
    const above = this.#rows.filter((row) => row.id !== dragged.id && row.middle < at).length;
    this.dragged = { ...dragged, by, to: above };
  }

  /** Near an edge the list moves on by itself. */
  #scroll = () => {
    const box = this.host.box();
    if (!this.dragged || !box) return;
    const { top, bottom } = box.getBoundingClientRect();
    const step = this.#pointer < top + kEdge ? -kScrollStep : this.#pointer > bottom - kEdge ? kScrollStep : 0;
    const before = box.scrollTop;
    if (step) box.scrollTop += step;
    if (box.scrollTop !== before) this.#place();
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  #end(how: 'drop' | 'back') {
    const { dragged } = this;
    cancelAnimationFrame(this.#frame);
    if (!dragged) return;
    this.dragged = null;
    this.host.hold(false);
    if (how === 'drop' && dragged.to !== this.#from) this.host.drop(moved(this.host.ids(), this.#from, dragged.to));
  }

  async #key(event: KeyboardEvent, id: string) {
    const lifted = this.lifted;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (lifted) this.#drop(id);
      else {
        this.lifted = { id, ids: [...this.host.ids()] };
        this.host.hold(true);
        this.host.tell('lifted', id, this.ids.indexOf(id) + 1);
      }
    } else if (lifted && event.key === 'Escape') {
      event.preventDefault();
      const grip = event.currentTarget as HTMLElement;
      this.#back(id);
      await this.#refocus(grip);
    } else if (lifted && step) {
      event.preventDefault();
      const grip = event.currentTarget as HTMLElement;
      const from = lifted.ids.indexOf(id);
      const to = Math.max(0, Math.min(lifted.ids.length - 1, from + step));
      this.lifted = { id, ids: moved(lifted.ids, from, to) };
      this.host.tell('moved', id, to + 1);
      await this.#refocus(grip);
    }
  }

  /** A row that moves in the document loses the focus. */
  async #refocus(grip: HTMLElement) {
    await tick();
    this.#refocusing = true;
    grip.focus();
    this.#refocusing = false;
    grip.scrollIntoView({ block: 'nearest' });
  }
  #refocusing = false;

  #drop(id: string) {
    const lifted = this.lifted;
    if (!lifted) return;
    this.lifted = null;
    this.host.hold(false);
    this.host.tell('dropped', id, lifted.ids.indexOf(id) + 1);
    if (lifted.ids.join() !== this.host.ids().join()) this.host.drop(lifted.ids);
  }

  #back(id: string) {
    this.lifted = null;
    this.host.hold(false);
    this.host.tell('back', id, this.ids.indexOf(id) + 1);
  }

  /** Whoever goes elsewhere leaves the row where it is now. Moving in the document is no going elsewhere. */
  #blur(id: string) {
    window.setTimeout(() => {
      const focused = document.activeElement?.closest<HTMLElement>('[data-sort]')?.dataset.sort;
      if (this.lifted?.id === id && !this.#refocusing && focused !== id) this.#drop(id);
    });
  }
}
