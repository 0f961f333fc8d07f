import { api } from '../../api/client';
import type { InboxFilter, InboxView } from '../../api/types';
import { sameFilter } from './filter';

/** Filters that were saved under a name: mine, and those that others share. */
class SavedViews {
  all = $state.raw<readonly InboxView[]>([]);

  async load() {
    const page = await api.get('/api/v1/inbox-views', {}).catch(() => null);
    if (page) this.all = page.items;
  }

  of(filter: InboxFilter): InboxView | undefined {
    return this.all.find((view) => sameFilter(view.filter, filter));
  }

  async save(name: string, shared: boolean, filter: InboxFilter) {
    await api.post('/api/v1/inbox-views', {}, { name, shared, filter });
    await this.load();
  }

  async remove(id: string) {
    await api.delete('/api/v1/inbox-views/{id}', { path: { id } });
    await this.load();
  }
}

export const savedViews = new SavedViews();
