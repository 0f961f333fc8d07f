import type { InboxRow } from '../../api/types';

export interface Left {
  /** Who may answer: everybody, people alone, nobody. */
  state: 'open' | 'people_only' | 'closed';
  closes_at: string | null;
}

/** Until when the person of a row may be answered, and by whom. */
export function leftOf({ window: { automation, person } }: Pick<InboxRow, 'window'>): Left {
  if (automation.leave === 'open') return { state: 'open', closes_at: automation.closes_at };
  if (person.leave !== 'closed') return { state: 'people_only', closes_at: person.closes_at };
  return { state: 'closed', closes_at: null };
}
