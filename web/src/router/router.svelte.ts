import { tick, type Component } from 'svelte';
import { paramsOf } from './paths';

/** A page as the router needs it. Its component gets the names of its path as `params`. */
export interface Route {
  path: string;
  load: () => Promise<{ default: Component<{ params: Record<string, string> }> }>;
}

interface Shown<R extends Route> {
  route: R;
  params: Record<string, string>;
  component: Component<{ params: Record<string, string> }>;
}

export interface Going {
  /** Takes the place of the present entry of the history. */
  replace?: boolean;
}

type Loaded = Awaited<ReturnType<Route['load']>>;

/** Shows the page of the address, and moves between pages without loading the document again. */
export class Router<R extends Route> {
  path = $state('/');
  query = $state.raw(new URLSearchParams());
  /** The page on the screen; the one before stays until the next has come. */
  shown = $state.raw<Shown<R> | null>(null);
  /** The route of the address, also while its page is still coming. */
  readonly place = $derived.by(() => this.#find(this.path)?.route ?? null);
  state = $state<'ready' | 'coming' | 'unknown' | 'failed'>('coming');

  #loaded = new Map<R, Loaded>();
  #scrolls = new Map<number, Record<string, number>>();
  #entry = 0;
  #turn = 0;

  constructor(
    private readonly routes: readonly R[],
    private readonly first: string,
  ) {}

  /** Follows the address, the history and every link of the document. */
  start() {
    this.#entry = Date.now();
    history.scrollRestoration = 'manual';
    history.replaceState({ entry: this.#entry }, '');
    window.addEventListener('popstate', (event) => void this.#pop(event));
    document.addEventListener('click', (event) => this.#click(event));
    return this.#show();
  }

  async go(to: string, { replace = false }: Going = {}) {
    const url = new URL(to, window.location.href);
    if (url.href === window.location.href) return;
    const samePage = url.pathname === window.location.pathname;
    this.#keepScroll();
    if (!replace) this.#entry = Date.now();
    history[replace ? 'replaceState' : 'pushState']({ entry: this.#entry }, '', url);
    if (samePage) this.query = url.searchParams;
    else await this.#show({ focus: true });
  }

  /** Changes parts of the query in place; an empty value takes the part away. */
  setQuery(changes: Record<string, string | undefined>, { replace = true }: Going = {}) {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    return this.go(url.href, { replace });
  }

  /** Fetches a page that somebody is about to open. */
  async expect(path: string) {
    const found = this.#find(path);
    if (found) await this.#load(found.route).catch(() => undefined);
  }

  #find(path: string) {
    for (const route of this.routes) {
      const params = paramsOf(route.path, path);
      if (params) return { route, params };
    }
    return null;
  }

  async #load(route: R): Promise<Loaded> {
    const loaded = this.#loaded.get(route) ?? (await route.load());
    this.#loaded.set(route, loaded);
    return loaded;
  }

  async #show({ focus = false, restore = false } = {}) {
    this.#turn += 1;
    const turn = this.#turn;
    if (window.location.pathname === '/') history.replaceState(history.state, '', this.first + window.location.search + window.location.hash);
    const { pathname, search } = window.location;
    const found = this.#find(pathname);
    this.path = pathname;
    this.query = new URLSearchParams(search);
    if (!found) {
      this.state = 'unknown';
      return;
    }
    let loaded = this.#loaded.get(found.route);
    if (!loaded) {
      this.state = 'coming';
      try {
        loaded = await this.#load(found.route);
      } catch {
        if (turn === this.#turn) this.state = 'failed';
        return;
      }
      if (turn !== this.#turn) return;
    }
    // Where only the names of the path changed, the focus stays: somebody walks through what the page lists.
    const arrived = this.shown?.route !== found.route;
    this.shown = { ...found, component: loaded.default };
    this.state = 'ready';
    await tick();
    if (restore) this.#restoreScroll();
    if (focus && arrived) document.getElementById('main')?.focus({ preventScroll: true });
  }

  #pop(event: PopStateEvent) {
    this.#keepScroll();
    const { entry } = (event.state ?? {}) as { entry?: number };
    this.#entry = entry ?? 0;
    return this.#show({ restore: true, focus: window.location.pathname !== this.path });
  }

  #click(event: MouseEvent) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== window.location.origin || !this.#find(url.pathname)) return;
    const { pathname, search } = window.location;
    if (url.hash && url.pathname === pathname && url.search === search) return;
    event.preventDefault();
    void this.go(url.href);
  }

  #keepScroll() {
    const places: Record<string, number> = {};
    for (const box of document.querySelectorAll<HTMLElement>('[data-keeps-scroll]')) places[box.dataset.keepsScroll ?? ''] = box.scrollTop;
    this.#scrolls.set(this.#entry, places);
  }

  #restoreScroll() {
    const places = this.#scrolls.get(this.#entry) ?? {};
    for (const box of document.querySelectorAll<HTMLElement>('[data-keeps-scroll]')) {
      const top = places[box.dataset.keepsScroll ?? ''];
      if (top !== undefined) box.scrollTop = top;
    }
  }
}
