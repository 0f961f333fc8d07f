import { api } from '../../api/client';
import { Remote } from './remote.svelte';

/** Where this person is signed in. What changes a password ends others, so several parts look at it. */
export const sessions = new Remote(async () => (await api.get('/api/v1/me/sessions', {})).items);
