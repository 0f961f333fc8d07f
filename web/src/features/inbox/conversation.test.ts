import { describe, expect, it } from 'vitest';
import { fieldOf, instantOf, ofField } from '../../i18n/wall';
import type { InboxRow, Note, StoredMessage } from '../../api/types';
import { changed, inverse, inverses } from './changes';
import { deliveryOf } from './delivery';
import { presets } from './snooze';
import { timeline, withNewest, withOlder, type Waiting } from './timeline';

const at = (minutes: number) => new Date(Date.parse('2026-11-22T12:00:00Z') + minutes * 60_000).toISOString();
function message(id: string, minutes: number, more: Partial<StoredMessage> = {}): StoredMessage {
  const none = { mid: '', reason: '', text: id, attachments: [], reply_to_mid: '', story_id: '', payload: '', edits: 0, deleted_at: null, seen_at: null, send_id: null, reactions: [] };
  return { id, conversation_id: 'cnv_1', direction: 'in', kind: 'text', source: 'contact', status: 'received', sent_at: at(minutes), received_at: at(minutes), ...none, ...more };
}
const note = (id: string, minutes: number): Note => ({ id, conversation_id: 'cnv_1', author_id: null, text: id, created_at: at(minutes), edited_at: null });
const waiting = (key: string, minutes: number, message_id: string | null = null): Waiting => ({ key, content: { type: 'text', text: key }, at: at(minutes), stuck: false, message_id });
const dayOf = (when: string) => when.slice(0, 10);
const told = (items: ReturnType<typeof timeline>) => items.map((item) => (item.kind === 'day' ? '|' : item.key)).join(' ');

describe('what stands in a conversation', () => {
  it('messages and notes stand by their time, a line where a day begins, what is being sent last', () => {
    const items = timeline([message('a', -900), message('b', 0), message('c', 2)], [note('n', 1)], [waiting('w', -5)], true, dayOf);
    expect(told(items)).toBe('| a | b n c w');
  });

  it('what was sent stands once, as soon as it is stored', () => {
    expect(told(timeline([message('b', 0)], [], [waiting('w', 0, 'b')], true, dayOf))).toBe('| b');
  });

  it('an old note waits until the messages of its time are read', () => {
    expect(told(timeline([message('b', 0)], [note('n', -5)], [], false, dayOf))).toBe('| b');
    expect(told(timeline([message('b', 0)], [note('n', -5)], [], true, dayOf))).toBe('| n b');
  });

  it('a group closes where the side, the author or the hour changes', () => {
    const rows = [message('a', 0), message('b', 1), message('c', 2, { direction: 'out', source: 'rule' }), message('d', 3, { direction: 'out', source: 'person' }), message('e', 40, { direction: 'out', source: 'person' })];
    const closing = timeline(rows, [], [], true, dayOf).filter((item) => item.kind === 'message' && item.closes);
    expect(closing.map(({ key }) => key)).toEqual(['b', 'c', 'd', 'e']);
  });

  const ids = (messages: readonly StoredMessage[]) => messages.map(({ id }) => id).join('');
  it('the newest page read anew changes what it holds and leaves what is older', () => {
    const found = withNewest([message('a', 0), message('b', 1)], [message('c', 2), message('b', 1, { text: 'edited' })], false);
    expect([ids(found.messages), found.messages[1]!.text, found.cut]).toEqual(['abc', 'edited', false]);
  });

  it('what lies between is not made up', () => {
    const found = withNewest([message('a', 0)], [message('y', 8), message('z', 9)], false);
    expect([ids(found.messages), found.cut]).toEqual(['yz', true]);
  });

  it('older ones come before, each once', () => {
    expect(ids(withOlder([message('c', 2), message('d', 3)], [message('a', 0), message('c', 2)]))).toBe('acd');
  });
});

const row: InboxRow = {
  id: 'cnv_1',
  account_id: 'acc_1',
  contact: { id: 'con_1', display_name: 'Leila', name: '', username: '', picture_url: '', opted_out: false },
  last: null,
  active_at: at(0),
  last_inbound_at: null,
  unread: true,
  state: 'open',
  owner: 'automation',
  assignee_id: null,
  snoozed_until: null,
  labels: ['lab_1'],
  window: { automation: { leave: 'open', closes_at: null, reason: '' }, person: { leave: 'open', closes_at: null, reason: '' } },
};

describe('a change and its way back', () => {
  it.each([
    [{ state: 'closed' }],
    [{ assignee_id: 'me' }],
    [{ snoozed_until: at(60) }],
    [{ unread: false }],
    [{ owner: 'person' }],
    [{ labels: { add: ['lab_2', 'lab_1'], remove: [] } }],
    [{ labels: { remove: ['lab_1'] }, unread: false }],
  ] as const)('%o', (wanted) => {
    const after = changed(row, wanted as never, 'per_me');
    expect(after).not.toEqual(row);
    expect(changed(after, inverse(row, wanted as never)!, 'per_me')).toEqual(row);
  });

  it('what changed nothing has none; rows alike go back together', () => {
    expect(inverse(row, { unread: true })).toBeNull();
    const other = { ...row, id: 'cnv_2' };
    const mine = { ...row, id: 'cnv_3', assignee_id: 'per_me' };
    expect(inverses([row, other, mine], { assignee_id: null })).toEqual([
      { ids: ['cnv_1', 'cnv_2'], change: { assignee_id: null } },
      { ids: ['cnv_3'], change: { assignee_id: 'per_me' } },
    ]);
  });
});

describe('snooze', () => {
  const iso = (ms: number | null) => new Date(ms ?? 0).toISOString();
  it('comes back at nine by the clock of the workspace', () => {
    const sunday = Date.parse('2026-11-22T22:30:00Z');
    const found = presets(sunday, 'Asia/Tehran', 1).map(({ preset, at: when }) => `${preset} ${when}`);
    expect(found).toEqual(['later 2026-11-23T01:30:00.000Z', 'tomorrow 2026-11-24T05:30:00.000Z', 'week 2026-11-30T05:30:00.000Z']);
  });

  it('holds over the change of clocks', () => {
    expect(iso(instantOf({ year: 2026, month: 3, day: 29, hour: 9, minute: 0 }, 'Europe/Berlin'))).toBe('2026-03-29T07:00:00.000Z');
    expect(iso(instantOf({ year: 2026, month: 3, day: 28, hour: 9, minute: 0 }, 'Europe/Berlin'))).toBe('2026-03-28T08:00:00.000Z');
  });

  it('a field shows the moment that it stands for', () => {
    const moment = Date.parse('2026-07-01T05:30:00Z');
    expect(fieldOf(moment, 'Asia/Tehran')).toBe('2026-07-01T09:00');
    expect(ofField('2026-07-01T09:00', 'Asia/Tehran')).toBe(moment);
    expect(ofField('', 'Asia/Tehran')).toBeNull();
  });
});

it('only a send that surely did not arrive is offered again; of an unclear one a person says what became of it', () => {
  const act = (status: StoredMessage['status'], send_id: string | null = 'snd_1') => deliveryOf({ direction: 'out', status, send_id })?.act;
  expect([act('failed'), act('refused'), act('needs_you'), act('checking'), act('sent'), act('failed', null)]).toEqual(['retry', 'retry', 'settle', 'none', 'none', 'none']);
  expect(deliveryOf({ direction: 'in', status: 'received', send_id: null })).toBeNull();
});
