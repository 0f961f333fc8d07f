import { api } from '../../api/client';
import { feed } from '../../api/feed';
import type { InboxCount, InboxCounts } from '../../api/types';
import { number } from '../../i18n/format';

const kSoonMs = 400;

/** How many conversations each view lists: beside the views, and on the way to them. */
class Counts {
  all = $state.raw<InboxCounts | null>(null);
  #timer = 0;

  /** Keeps them current until the answer is called. */
  follow(): () => void {
    void this.load();
    const forget = feed.follow((news) => {
      if (news.name === 'reset' || (news.name === 'change' && ['conversation', 'message'].includes(news.data.kind))) this.soon();
    });
    return () => {
      forget();
      window.clearTimeout(this.#timer);
    };
  }

  /** What changes together is counted once. */
  soon() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.load(), kSoonMs);
  }

  async load() {
    this.all = (await api.get('/api/v1/inbox/counts', { query: {} }).catch(() => null)) ?? this.all;
  }
}

/** "12", or "999+" when there are more than were counted. */
export function told(count: InboxCount): string {
  return count.more ? `${number(count.count)}+` : number(count.count);
}

export const counts = new Counts();
