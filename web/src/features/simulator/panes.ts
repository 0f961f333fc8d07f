/** What a narrow screen shows one of at a time. */
export const panes = ['first', 'second', 'activity', 'faults'] as const;
export type Pane = (typeof panes)[number];
