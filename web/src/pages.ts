import type { Component } from 'svelte';
import type { Scope } from './api/types';
import { locale, type Key } from './i18n/i18n.svelte';
import type { PartName } from './i18n/parts';
import { counts } from './features/inbox/counts.svelte';
import { Router, type Route } from './router/router.svelte';
import type { IconName } from './ui/icons';

/** A page of the dashboard. One entry here adds it to the rail, the bottom bar, the palette and the shortcuts. */
export interface Page extends Route {
  title: Key;
  icon: IconName;
  /** Opens it from anywhere. */
  keys?: string;
  /** Pages without a place are reached by the palette or by an address; those of the door stand without the frame. */
  place?: 'rail' | 'door';
  /** What somebody must be allowed to do here to see it offered. */
  needs?: Scope;
  /** A count beside its name, which equals what the page lists. */
  badge?: () => number;
}

/** The component of a page takes the names of its path as `params`; pages whose path has none take nothing. Its texts come with it. */
function page<P extends object>(load: () => Promise<{ default: Component<P> }>, ...texts: PartName[]): Route['load'] {
  return (async () => (await Promise.all([load(), ...texts.map((name) => locale.bring(name))]))[0]) as unknown as Route['load'];
}

export const pages: readonly Page[] = [
  {
    path: '/inbox/:conversation?',
    title: 'page.inbox',
    icon: 'inbox',
    keys: 'g i',
    place: 'rail',
    badge: () => counts.all?.all_unread.count ?? 0,
    load: page(() => import('./features/inbox/InboxPage.svelte'), 'inbox', 'activity'),
  },
  {
    path: '/sim',
    title: 'page.simulator',
    icon: 'smartphone',
    keys: 'g s',
    place: 'rail',
    load: page(() => import('./features/simulator/SimulatorPage.svelte'), 'simulator', 'activity'),
  },
  {
    path: '/activity',
    title: 'page.activity',
    icon: 'activity',
    keys: 'g a',
    place: 'rail',
    load: page(() => import('./features/activity/ActivityPage.svelte'), 'activity'),
  },
  {
    path: '/rules/:rule?',
    title: 'page.rules',
    icon: 'zap',
    keys: 'g r',
    place: 'rail',
    load: page(() => import('./features/rules/RulesPage.svelte'), 'rules'),
  },
  {
    path: '/settings/:section?',
    title: 'page.settings',
    icon: 'settings',
    keys: 'g e',
    place: 'rail',
    load: page(() => import('./features/settings/SettingsPage.svelte'), 'people'),
  },
  { path: '/start', title: 'page.start', icon: 'circle-check', needs: 'manage', load: page(() => import('./features/first/FirstPage.svelte')) },
  { path: '/set-up', title: 'page.set_up', icon: 'key-round', place: 'door', load: page(() => import('./features/people/SetUpPage.svelte'), 'people') },
  { path: '/sign-in', title: 'page.sign_in', icon: 'key-round', place: 'door', load: page(() => import('./features/people/SignInPage.svelte'), 'people') },
  { path: '/sign-up', title: 'page.sign_up', icon: 'key-round', place: 'door', load: page(() => import('./features/people/SignUpPage.svelte'), 'people') },
  { path: '/join', title: 'page.join', icon: 'key-round', place: 'door', load: page(() => import('./features/people/JoinPage.svelte'), 'people') },
  { path: '/forgot', title: 'page.forgot', icon: 'key-round', place: 'door', load: page(() => import('./features/people/ForgotPage.svelte'), 'people') },
  { path: '/reset', title: 'page.reset', icon: 'key-round', place: 'door', load: page(() => import('./features/people/ResetPage.svelte'), 'people') },
  { path: '/design', title: 'page.design', icon: 'rows-3', load: page(() => import('./features/design/DesignPage.svelte')) },
];

export const router = new Router(pages, '/inbox');
