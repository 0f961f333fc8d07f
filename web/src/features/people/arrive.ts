import type { Me } from '../../api/types';
import { router } from '../../pages';
import { session } from '../../session/session.svelte';

/** Somebody is in. From the door one comes to the first page; who was sent back to it stays where they were. */
export async function arrive(me: Me) {
  session.welcome(me);
  if (router.place?.place === 'door') await router.go('/', { replace: true });
}
