import { api } from '../api/client';
import { t } from '../i18n/i18n.svelte';
import { router } from '../pages';
import { sentenceOf } from '../session/form.svelte';
import { links } from '../session/links.svelte';
import { session } from '../session/session.svelte';
import type { Action } from '../ui/actions.svelte';
import { toasts } from '../ui/toasts.svelte';

export const openSettings = (section: string) => router.go(`/settings/${section}`);

export const signOut = () => session.signOut().catch((error: unknown) => toasts.say(t('me.sign_out_failed', { why: sentenceOf(error) }), { tone: 'stop', icon: 'circle-alert' }));

/** Whoever opened the quick start by its key may make the first sign-in; the link never shows. */
export async function makeSignIn() {
  try {
    const made = await api.post('/api/v1/installation/setup-link', {});
    links.give('/set-up', made.link.split('#link=')[1] ?? '');
    await router.go('/set-up');
  } catch (error) {
    toasts.say(sentenceOf(error), { tone: 'stop', icon: 'circle-alert' });
  }
}

/** Workspaces are made by those who own one, and by the installer. */
export const mayMakeWorkspaces = () => session.as === 'person' && (session.installer || (session.me?.workspaces.some(({ role }) => role === 'owner') ?? false));

/** What somebody can do about themselves, for the palette. */
export function personal(): Action[] {
  const group = () => t('me.account');
  if (session.as === 'key') {
    return [{ id: 'make sign-in', title: () => t('me.make_sign_in'), group, icon: 'user-plus', words: ['set up sign in account'], run: makeSignIn }];
  }
  const others = session.me?.workspaces.filter(({ id }) => id !== session.me?.workspace?.id) ?? [];
  return [
    ...others.map(({ id, name }): Action => ({ id: `workspace ${id}`, title: () => t('workspaces.go', { name }), group: () => t('workspaces.title'), icon: 'corner-down-left', words: ['workspace switch'], run: () => session.switchTo(id) })),
    { id: 'account', title: () => t('me.account'), group, icon: 'user', words: ['profile name account me'], run: () => openSettings('account') },
    { id: 'security', title: () => t('me.security'), group, icon: 'shield-check', words: ['password two factor totp sessions security'], run: () => openSettings('security') },
    { id: 'sign-out', title: () => t('me.sign_out'), group, icon: 'log-out', words: ['log out sign out leave'], run: signOut },
  ];
}
