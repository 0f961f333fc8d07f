import { api, Problem, refusals } from '../api/client';
import { credentials } from '../api/credentials';
import { apiKey, forgetKey, isLent, takeKeyBack } from '../api/key';
import type { Me, Scope } from '../api/types';
import { preferences, type Look } from '../ui/preferences.svelte';

/** `unknown` until the server has said it. A key has no person: it is the quick start, or a program's. */
export type As = 'unknown' | 'nobody' | 'key' | 'person';
/** Why the door stands there, where it is not the first thing that somebody sees. */
export type Why = 'ended' | 'bad_key' | null;

/** What this tab works in, and what tells other tabs that somebody came or went. */
const kWorkspace = 'dunlin.workspace';
const kTogether = 'dunlin.session';
const kRetryMs = 2000;

/** Who works with these pages, where, and what they may do there. */
class Session {
  as = $state<As>('unknown');
  why = $state<Why>(null);
  me = $state.raw<Me | null>(null);
  /** The workspace was closed to this session when it was last looked at. What the person changes about themselves leaves it so, until they go on. */
  shut = $state(false);
  #looking = false;
  /** The person that this document has shown things to. */
  #seen: string | null = null;

  constructor() {
    refusals.heed = (problem) => this.#heed(problem);
    preferences.tell = (change) => void this.#tell(change);
  }

  /** Asks who is there; follows what other tabs do. */
  async begin() {
    window.addEventListener('storage', (event) => {
      if (event.key === kTogether && event.newValue !== (this.me?.session_id ?? null)) void this.look();
    });
    credentials.workspace = window.sessionStorage.getItem(kWorkspace) ?? '';
    if (apiKey()) this.as = 'key';
    else await this.look();
  }

  async look(): Promise<void> {
    this.#looking = true;
    try {
      await this.#accept(await api.get('/api/v1/me', {}));
    } catch (error) {
      const problem = error instanceof Problem ? error : null;
      if (problem?.code === 'workspace.not_found' && credentials.workspace) {
        this.#workIn('');
        return this.look();
      }
      if (problem?.status === 401) this.#leave(this.as === 'person' ? 'ended' : this.why);
      else if (this.as === 'unknown') window.setTimeout(() => void this.look(), kRetryMs);
    } finally {
      this.#looking = false;
    }
  }

  /** Somebody has come in: by the door, or in a workspace made or chosen just now. */
  welcome(me: Me) {
    forgetKey();
    // What was shown to somebody else must not stay in memory.
    const another = this.#seen !== null && this.#seen !== me.person.id;
    this.#workIn(me.workspace?.id ?? '');
    void this.#accept(me);
    if (another) window.location.reload();
  }

  /** What the person changed about themselves. */
  renew(me: Me) {
    this.me = me;
  }

  async signOut() {
    await this.#end();
    window.location.assign('/');
  }

  /** The workspace of this tab is nobody's any more. */
  forgetWorkspace() {
    this.#workIn('');
    window.location.assign('/');
  }

  /** Out, and in again by the door: at the address where it was. */
  async signInAnew() {
    await this.#end();
    this.#leave(null);
  }

  /** The key leaves this browser. */
  forgetKey() {
    forgetKey();
    window.location.assign('/');
  }

  /** This tab goes on in another workspace, and so do tabs that are opened later. */
  async switchTo(workspace: string) {
    const me = await api.post('/api/v1/me/workspace', {}, { workspace });
    this.goOnIn(me);
  }

  /** Nothing of the workspace before may stay in memory, so the document begins anew. */
  goOnIn(me: Me) {
    this.#workIn(me.workspace?.id ?? '');
    window.location.assign('/');
  }

  /** A key finds out by being refused; what a person may do is known. */
  may(scope: Scope): boolean {
    return this.as === 'key' || (this.me?.workspace?.may.includes(scope) ?? false);
  }

  get installer(): boolean {
    return (this.as === 'key' && !isLent()) || (this.me?.person.installer ?? false);
  }

  async #accept(me: Me) {
    const before = this.me;
    const moved = before && (before.person.id !== me.person.id || before.workspace?.id !== me.workspace?.id);
    credentials.csrfToken = me.csrf_token;
    if (me.workspace) this.#workIn(me.workspace.id);
    this.me = me;
    this.shut = Boolean(me.workspace?.closed);
    this.as = 'person';
    this.why = null;
    this.#seen = me.person.id;
    window.localStorage.setItem(kTogether, me.session_id);
    if (moved) window.location.reload();
    await preferences.take({ theme: me.person.theme, language: me.person.language });
  }

  async #end() {
    await api.post('/api/v1/sign-out', {}).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    });
    this.#workIn('');
    window.localStorage.removeItem(kTogether);
  }

  #leave(why: Why) {
    this.shut = false;
    this.#workIn('');
    credentials.forget();
    this.me = null;
    this.as = 'nobody';
    this.why = why;
  }

  #workIn(workspace: string) {
    credentials.workspace = workspace;
    if (workspace) window.sessionStorage.setItem(kWorkspace, workspace);
    else window.sessionStorage.removeItem(kWorkspace);
  }

  #heed({ status, code }: Problem) {
    if (code === 'auth.unknown_key' && this.as === 'key' && takeKeyBack()) {
      window.location.assign('/');
    } else if (code === 'auth.unknown_key' && this.as === 'key') {
      forgetKey();
      this.why = 'bad_key';
      void this.look();
    } else if (status === 401 && this.as === 'person' && code === 'auth.session_ended') {
      // For good, or in this workspace alone: the answer to who is there tells.
      if (!this.#looking) void this.look();
    } else if (status === 401 && this.as === 'person' && code === 'auth.missing') {
      this.#leave('ended');
    } else if (this.as === 'person' && ['auth.other_origin', 'auth.second_factor_required', 'auth.not_allowed', 'auth.no_workspace', 'workspace.not_found'].includes(code)) {
      // Another tab signed in anew, or somebody changed what this person may do.
      void this.look();
    }
  }

  async #tell(change: Partial<Look>) {
    if (this.as !== 'person') return;
    const me = await api.patch('/api/v1/me', {}, change).catch(() => null);
    if (me) this.me = me;
  }
}

export const session = new Session();
