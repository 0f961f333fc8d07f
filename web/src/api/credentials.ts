import { attendance } from './attendance';
import { apiKey } from './key';

/**
 * Who calls: the key of this browser, or else the session of its cookie, with the token that no page of another origin knows.
 * What reads a stream by itself takes its headers here, too.
 */
class Credentials {
  /** Of the session; GET /api/v1/me tells it. */
  csrfToken = '';
  /** The workspace of this tab. Another tab of the same person may be in another one. */
  workspace = '';

  headers(method: string, address: string): Record<string, string> {
    if (!address.startsWith('/api/')) return {};
    const key = apiKey();
    if (key) return { Authorization: `Bearer ${key}` };
    return {
      ...(this.workspace && { 'Dunlin-Workspace': this.workspace }),
      ...(this.csrfToken && method !== 'GET' && { 'X-CSRF-Token': this.csrfToken }),
      ...(!attendance.there && { 'Dunlin-Unattended': '1' }),
    };
  }

  forget() {
    this.csrfToken = '';
    this.workspace = '';
  }
}

export const credentials = new Credentials();
