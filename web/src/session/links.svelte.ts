/** What follows `#link=` in the address: it lets somebody in, once. */
export function linkOf(hash: string): string {
  return new URLSearchParams(hash.slice(1)).get('link') ?? '';
}

/**
 * The secret of a link that was opened. It leaves the address at once, so that it is in no history and no screenshot, and is
 * kept nowhere: after a reload the link is opened once more.
 */
class Links {
  #value = $state('');
  #page = '';

  /** Takes it out of the address now, and whenever another link is opened in this tab. */
  follow() {
    this.#take();
    window.addEventListener('hashchange', () => this.#take());
  }

  /** For the page of this path alone. */
  for(page: string): string {
    return page === this.#page ? this.#value : '';
  }

  give(page: string, value: string) {
    this.#page = page;
    this.#value = value;
  }

  #take() {
    const { hash, pathname, search } = window.location;
    const value = linkOf(hash);
    if (!value) return;
    window.history.replaceState(window.history.state, '', pathname + search);
    this.give(pathname.replace(/\/$/, ''), value);
  }
}

export const links = new Links();
