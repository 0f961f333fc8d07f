import { describe, expect, it } from 'vitest';
import type { InboxRow } from '../../api/types';
import { filterOf, fits, queryOf } from './filter';
import { stepFrom, withFirst, withPage, withRow } from './rows';

const kNow = Date.parse('2026-11-22T12:00:00Z');
const at = (minutes: number) => new Date(kNow + minutes * 60_000).toISOString();

function row(id: string, minutesAgo: number, more: Partial<InboxRow> = {}): InboxRow {
  return {
    id,
    account_id: 'acc_1',
    contact: { id: `con_${id}`, display_name: id, name: '', username: '', picture_url: '', opted_out: false },
    last: null,
    active_at: at(-minutesAgo),
    last_inbound_at: null,
    unread: false,
    state: 'open',
    owner: 'automation',
    assignee_id: null,
    snoozed_until: null,
    labels: [],
    window: {
      automation: { leave: 'open', closes_at: at(90), reason: '' },
      person: { leave: 'open', closes_at: at(90), reason: '' },
    },
    ...more,
  };
}
const ids = (rows: readonly InboxRow[] | null) => rows?.map(({ id }) => id).join(' ');

describe('the filter', () => {
  it('comes out of the address as it went in', () => {
    const filter = { view: 'mine', account: 'acc_1', label: 'lab_1', owner: 'person', assignee: 'per_1', unread: true, closing_within_hours: 3 } as const;
    const query = new URLSearchParams(Object.entries(queryOf(filter)).filter(([, value]) => value) as [string, string][]);
    expect(filterOf(query)).toEqual(filter);
  });

  it('takes no notice of what makes no sense', () => {
    expect(filterOf(new URLSearchParams('view=nonsense&owner=nobody&closing=99&unread=yes'))).toEqual({ view: 'all' });
  });

  const mine = row('a', 0, { assignee_id: 'per_me' });
  it.each([
    ['open ones are in all', row('a', 0), { view: 'all' }, true],
    ['a snoozed one is not in all', row('a', 0, { snoozed_until: at(5) }), { view: 'all' }, false],
    ['it is when its time has come', row('a', 0, { snoozed_until: at(-5) }), { view: 'all' }, true],
    ['a snoozed one is in snoozed', row('a', 0, { snoozed_until: at(5) }), { view: 'snoozed' }, true],
    ['a closed one is in closed alone', row('a', 0, { state: 'closed' }), { view: 'all' }, false],
    ['mine are mine', mine, { view: 'mine' }, true],
    ['mine are not unassigned', mine, { view: 'unassigned' }, false],
    ['a label that is missing', row('a', 0, { labels: ['lab_2'] }), { view: 'all', label: 'lab_1' }, false],
    ['what is read is not unread', row('a', 0), { view: 'all', unread: true }, false],
    ['closing within two hours', row('a', 0), { view: 'all', closing_within_hours: 2 }, true],
    ['not within one', row('a', 0), { view: 'all', closing_within_hours: 1 }, false],
  ] as const)('%s', (_, one, filter, expected) => {
    expect(fits(one, filter, 'per_me', kNow)).toBe(expected);
  });
});

describe('the list', () => {
  const rows = [row('a', 1), row('b', 2), row('c', 3), row('d', 4)];

  it('a page comes behind, and a row that moved stands once', () => {
    expect(ids(withPage(rows, [row('b', 5), row('e', 6)]))).toBe('a c d b e');
  });

  it('the first page read anew brings new rows, lets go what left, and keeps what lies below', () => {
    expect(ids(withFirst(rows, [row('n', 0), row('a', 1), row('c', 3)], false, null))).toBe('n a c d');
  });

  it('the open row stays although it left the view', () => {
    expect(ids(withFirst(rows, [row('a', 1), row('c', 3)], false, 'b'))).toBe('a b c d');
    expect(ids(withFirst(rows, [row('a', 1)], true, 'd'))).toBe('a d');
  });

  it('a list that is whole is what it is', () => {
    expect(ids(withFirst(rows, [row('a', 1)], true, null))).toBe('a');
    expect(ids(withFirst(rows, [], true, null))).toBe('');
  });

  it('what lies between the first page and the old rows is not made up', () => {
    expect(withFirst(rows, [row('x', 0), row('y', 0.5)], false, null)).toBeNull();
  });

  it('a single row finds its place, or goes', () => {
    expect(ids(withRow(rows, row('d', 0), true))).toBe('d a b c');
    expect(ids(withRow(rows, row('d', 0), false))).toBe('a b c');
  });

  it('steps stop at the ends', () => {
    expect([stepFrom(rows, 'a', 1), stepFrom(rows, 'd', 1), stepFrom(rows, 'a', -1), stepFrom(rows, null, 1), stepFrom([], null, 1)]).toEqual(['b', 'd', 'a', 'a', undefined]);
  });
});
