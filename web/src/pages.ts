import type { Component } from 'svelte';
import type { Key } from './i18n/i18n.svelte';
import { Router, type Route } from './router/router.svelte';
import type { IconName } from './ui/icons';

/** A page of the dashboard. One entry here adds it to the rail, the bottom bar, the palette and the shortcuts. */
export interface Page extends Route {
  title: Key;
  icon: IconName;
  /** Opens it from anywhere. */
  keys?: string;
  /** Pages without a place are reached by the palette or by an address. */
  place?: 'rail';
  /** A count beside its name, which equals what the page lists. */
  badge?: () => number;
}

/** The component of a page takes the names of its path as `params`; pages whose path has none take nothing. */
function page<P extends object>(load: () => Promise<{ default: Component<P> }>): Route['load'] {
  return load as unknown as Route['load'];
}

export const pages: readonly Page[] = [
  {
    path: '/sim',
    title: 'page.simulator',
    icon: 'smartphone',
    keys: 'g s',
    place: 'rail',
    load: page(() => import('./features/simulator/SimulatorPage.svelte')),
  },
  {
    path: '/activity',
    title: 'page.activity',
    icon: 'activity',
    keys: 'g a',
    place: 'rail',
    load: page(() => import('./features/activity/ActivityPage.svelte')),
  },
  { path: '/design', title: 'page.design', icon: 'rows-3', load: page(() => import('./features/design/DesignPage.svelte')) },
];

export const router = new Router(pages, '/sim');
