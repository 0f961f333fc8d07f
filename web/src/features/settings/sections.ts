import type { Component } from 'svelte';
import type { Scope } from '../../api/types';
import { session } from '../../session/session.svelte';
import type { IconName } from '../../ui/icons';
import type { Text } from './say';

/** Whose settings they are. A key has no person, and few people look after the installation. */
export type Group = 'you' | 'workspace' | 'installation';
export const groups: readonly Group[] = ['you', 'workspace', 'installation'];

export interface Section {
  id: string;
  title: Text;
  icon: IconName;
  group: Group;
  /** To see it at all; what changes something asks for itself. */
  needs?: Scope;
  load: () => Promise<{ default: Component }>;
}

export const sections: readonly Section[] = [
  { id: 'account', title: 'account', icon: 'user', group: 'you', load: () => import('./AccountSection.svelte') },
  { id: 'security', title: 'security', icon: 'shield-check', group: 'you', load: () => import('./SecuritySection.svelte') },
  { id: 'workspace', title: 'workspace', icon: 'settings', group: 'workspace', load: () => import('./WorkspaceSection.svelte') },
  { id: 'members', title: 'members', icon: 'users', group: 'workspace', load: () => import('./MembersSection.svelte') },
  { id: 'accounts', title: 'accounts', icon: 'at-sign', group: 'workspace', load: () => import('./AccountsSection.svelte') },
  { id: 'opt-out', title: 'opt_out', icon: 'circle-slash', group: 'workspace', load: () => import('./OptOutSection.svelte') },
  { id: 'alerts', title: 'alerts', icon: 'bell', group: 'workspace', load: () => import('./AlertsSection.svelte') },
  { id: 'limits', title: 'limits', icon: 'sliders-horizontal', group: 'workspace', load: () => import('./LimitsSection.svelte') },
  { id: 'retention', title: 'retention', icon: 'history', group: 'workspace', load: () => import('./RetentionSection.svelte') },
  { id: 'keys', title: 'keys', icon: 'key-round', group: 'workspace', needs: 'administer', load: () => import('./KeysSection.svelte') },
  { id: 'audit', title: 'audit', icon: 'file-text', group: 'workspace', needs: 'administer', load: () => import('./AuditSection.svelte') },
  { id: 'installation', title: 'installation', icon: 'power', group: 'installation', load: () => import('./InstallationSection.svelte') },
];

/** Whether this caller may see it. */
export function open(section: Section): boolean {
  if (section.group === 'you') return session.as === 'person';
  if (section.group === 'installation') return session.installer;
  return !section.needs || session.may(section.needs);
}
