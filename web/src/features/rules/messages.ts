import { api } from '../../api/client';
import type { Picked } from './trial.svelte';

const kConversations = 15;
const kMessages = 10;

/** What people wrote last, the newest first. */
export async function newestWritten(): Promise<Picked[]> {
  const { items } = await api.get('/api/v1/conversations', { query: { limit: kConversations } });
  const pages = await Promise.all(items.map(({ id }) => api.get('/api/v1/conversations/{id}/messages', { path: { id }, query: { limit: kMessages } })));
  const all = pages.flatMap((page, i) => page.items.map((message) => ({ message, from: items[i]!.contact_name })));
  return all
    .filter(({ message }) => message.direction === 'in' && message.deleted_at === null)
    .sort((one, other) => Date.parse(other.message.sent_at) - Date.parse(one.message.sent_at));
}
