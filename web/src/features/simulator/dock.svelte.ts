import { MediaQuery } from 'svelte/reactivity';
import { router } from '../../pages';

const kName = 'dunlin.phone';

/** The phone of a simulated customer beside the inbox, where there is room for it; elsewhere the phones have their page. */
class Phones {
  #wide = new MediaQuery('min-width: 1181px');
  #open = $state(window.localStorage.getItem(kName) !== 'away');

  get room(): boolean {
    return this.#wide.current;
  }
  get beside(): boolean {
    return this.room && this.#open;
  }

  show() {
    this.#keep(true);
    if (!this.room) void router.go('/sim');
  }

  putAway() {
    this.#keep(false);
  }

  #keep(open: boolean) {
    this.#open = open;
    if (open) window.localStorage.removeItem(kName);
    else window.localStorage.setItem(kName, 'away');
  }
}

export const phones = new Phones();
