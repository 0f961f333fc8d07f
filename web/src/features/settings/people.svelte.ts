import { api } from '../../api/client';
import { Remote } from './remote.svelte';

/** Who works in the workspace, and who is invited to. */
export const members = new Remote(async () => (await api.get('/api/v1/members', {})).items);
export const invitations = new Remote(async () => (await api.get('/api/v1/invitations', {})).items);
