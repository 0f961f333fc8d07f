import { api } from '../../api/client';
import type { CannedReply } from '../../api/types';
import { found } from '../../ui/find';

/** The canned replies of the workspace, by shortcut. */
class Canned {
  replies = $state.raw<readonly CannedReply[]>([]);
  loaded = $state(false);

  async load() {
    const page = await api.get('/api/v1/canned-replies', {}).catch(() => null);
    if (page) this.replies = page.items;
    this.loaded = true;
  }

  /** Those that what was typed after `/` may mean, the shortcut first. */
  fitting(typed: string): CannedReply[] {
    const lower = typed.toLocaleLowerCase();
    const begins = this.replies.filter(({ shortcut }) => shortcut.toLocaleLowerCase().startsWith(lower));
    const others = this.replies.filter((reply) => !begins.includes(reply) && found(`${reply.shortcut} ${reply.texts.map(({ text }) => text).join(' ')}`, typed));
    return [...begins, ...others];
  }

  async save(id: string | null, input: { shortcut: string; texts: CannedReply['texts'] }) {
    if (id) await api.put('/api/v1/canned-replies/{id}', { path: { id } }, input);
    else await api.post('/api/v1/canned-replies', {}, input);
    await this.load();
  }

  async remove(id: string) {
    await api.delete('/api/v1/canned-replies/{id}', { path: { id } });
    await this.load();
  }
}

export const canned = new Canned();

/** How a canned reply reads in a language of the page, with what stands for the person's name. */
export function previewOf(reply: CannedReply, language: string, name: string): string {
  const text = (reply.texts.find((one) => one.language === language) ?? reply.texts[0])?.text ?? '';
  return text.replace(/\{\{\s*name\s*(?:\|([^}]*))?\}\}/g, (_, other?: string) => name || other || '…');
}

/** The shortcut that is being typed before the caret, with its place; null when none is. */
export function shortcutAt(text: string, caret: number): { from: number; typed: string } | null {
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  return match ? { from: caret - match[1]!.length - 1, typed: match[1]! } : null;
}
