import { api, passes, Problem } from '../../api/client';
import { feed } from '../../api/feed';
import { Rereading } from '../../api/rereading';
import type { InboxCount, InboxCounts } from '../../api/types';
import { number } from '../../i18n/format';

const kSoonMs = 400;

/** How many conversations each view lists: beside the views, and on the way to them. */
class Counts {
  all = $state.raw<InboxCounts | null>(null);
  #rereading = new Rereading(() => this.#read(), kSoonMs);

  /** Keeps them current until the answer is called. */
  follow(): () => void {
    void this.load();
    const forget = feed.follow((news) => {
      if (news.name === 'reset' || (news.name === 'change' && ['conversation', 'message'].includes(news.data.kind))) this.soon();
    });
    return () => {
      forget();
      this.#rereading.stop();
    };
  }

  /** What changes together is counted once. */
  soon() {
    this.#rereading.soon();
  }

  load(): Promise<void> {
    return this.#rereading.now();
  }

  async #read(): Promise<boolean> {
    try {
      this.all = await api.get('/api/v1/inbox/counts', { query: {} });
      return true;
    } catch (error) {
      return !(error instanceof Problem && passes(error));
    }
  }
}

/** "12", or "999+" when there are more than were counted. */
export function told(count: InboxCount): string {
  return count.more ? `${number(count.count)}+` : number(count.count);
}

export const counts = new Counts();
