import { expect, it } from 'vitest';
import { heed } from './heed';
import type { Message, SimEvent } from './types';

function message(mid: string, from: 'person' | 'account' = 'person', text = mid): Message {
  return { mid, from, via: from === 'person' ? 'person' : 'api', at: '', kind: 'text', text, reactions: [], edits: 0, unsent: false };
}

function after(...events: Partial<SimEvent>[]) {
  const chat = { messages: [] as Message[], typing: false };
  events.forEach((event, i) => heed(chat, { id: i + 1, type: '', ...event }));
  return chat;
}

it('a message that comes twice is shown once', () => {
  const event = { type: 'message', message: message('m1') };
  expect(after(event, event).messages).toHaveLength(1);
});

it('a changed message takes the place of the one it was', () => {
  const chat = after(
    { type: 'message', message: message('m1') },
    { type: 'message', message: message('m2') },
    { type: 'message_changed', message: message('m1', 'person', 'edited') },
  );
  expect(chat.messages.map((one) => one.text)).toEqual(['edited', 'm2']);
});

it('an answer ends the typing, a message of the person does not', () => {
  expect(after({ type: 'typing_on' }, { type: 'message', message: message('m1') }).typing).toBe(true);
  expect(after({ type: 'typing_on' }, { type: 'message', message: message('m1', 'account') }).typing).toBe(false);
});

it('what one side has seen was written by the other', () => {
  const chat = after(
    { type: 'message', message: message('mine') },
    { type: 'message', message: message('theirs', 'account') },
    { type: 'seen', by: 'account' },
  );
  expect(chat.messages.map((one) => one.seen_at !== undefined)).toEqual([true, false]);
});
