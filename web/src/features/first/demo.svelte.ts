import { api, Problem } from '../../api/client';
import { lendKey, takeKeyBack } from '../../api/key';
import type { Demo } from '../../api/types';
import { sentenceOf } from '../../session/form.svelte';
import { session } from '../../session/session.svelte';

/** The key of a demo that was made from this browser, for who works by a key. */
const kKey = 'dunlin.key.demo';
const kLookMs = 400;

/** The demo workspace: made and removed by the server in the background, looked at until that is done. */
class DemoState {
  now = $state.raw<Demo | null>(null);
  trouble = $state('');
  busy = $state(false);
  #timer = 0;

  get mayOpen(): boolean {
    return session.as === 'person' || window.localStorage.getItem(kKey) !== null;
  }

  load = async () => {
    window.clearTimeout(this.#timer);
    try {
      this.now = await api.get('/api/v1/installation/demo', {});
    } catch (error) {
      if (error instanceof Problem && error.status === 403) return;
      this.trouble = sentenceOf(error);
    }
    if (this.now?.state === 'filling' || this.now?.state === 'removing') this.#timer = window.setTimeout(() => void this.load(), kLookMs);
  };

  leave() {
    window.clearTimeout(this.#timer);
  }

  make = () =>
    this.#act(async () => {
      const { key, ...demo } = await api.post('/api/v1/installation/demo', {});
      if (key) window.localStorage.setItem(kKey, key);
      this.now = demo;
      await this.load();
    });

  remove = () =>
    this.#act(async () => {
      await api.delete('/api/v1/installation/demo', {});
      window.localStorage.removeItem(kKey);
      await this.load();
    });

  open = () =>
    this.#act(async () => {
      if (session.as === 'person') return session.switchTo(this.now?.workspace ?? '');
      lendKey(window.localStorage.getItem(kKey) ?? '');
      window.location.assign('/');
    });

  /** From inside of it, to where somebody came from. */
  goBack = () => this.#act(() => this.#out());

  removeFromInside = () => this.#act(() => this.#out(() => api.delete('/api/v1/installation/demo', {})));

  async #out(first: () => Promise<unknown> = () => Promise.resolve()) {
    if (session.as === 'person') {
      const own = session.me?.workspaces.find(({ id }) => id !== session.me?.workspace?.id);
      // Whoever stays in a workspace that goes is asked nothing more about it.
      const me = own && (await api.post('/api/v1/me/workspace', {}, { workspace: own.id }));
      await first();
      if (me) session.goOnIn(me);
      else window.location.assign('/');
      return;
    }
    takeKeyBack();
    await first();
    window.location.assign('/');
  }

  async #act(work: () => Promise<unknown>) {
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    try {
      await work();
    } catch (error) {
      this.trouble = sentenceOf(error);
    } finally {
      this.busy = false;
    }
  }
}

export const demo = new DemoState();
