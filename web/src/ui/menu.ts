import type { IconName } from './icons';

export interface MenuItem {
  text: string;
  icon?: IconName;
  points?: boolean;
  /** Its shortcut, shown beside it. */
  keys?: string;
  /** Why it cannot be done now, or what it does. */
  hint?: string;
  disabled?: boolean;
  /** It destroys something. */
  kind?: 'stop';
  /** It is a switch: on or off. */
  checked?: boolean;
  run: () => unknown;
}

/** What a menu holds: items, a line between them, or the heading of those that follow. */
export type MenuEntry = MenuItem | 'line' | { heading: string };
