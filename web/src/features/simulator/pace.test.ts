import { expect, it } from 'vitest';
import { kTypingShownMs, Pace } from './pace';
import type { Message, SimEvent } from './types';

function world() {
  let now = 0;
  const due: { at: number; act: () => void }[] = [];
  const pace = new Pace(
    () => now,
    (act, ms) => due.push({ at: now + ms, act }),
  );
  const pass = (ms: number) => {
    now += ms;
    for (const one of due.splice(0).sort((a, b) => a.at - b.at)) {
      if (one.at <= now) one.act();
      else due.push(one);
    }
  };
  return { pace, pass, chat: { messages: [] as Message[], typing: false } };
}

const event = (type: string, mid?: string, from: 'person' | 'account' = 'account'): SimEvent => ({
  id: 1,
  type,
  ...(mid && {
    message: { mid, from, via: 'api', at: '', kind: 'text', text: mid, reactions: [], edits: 0, unsent: false },
  }),
});

it('the dots can be seen before the answer that follows at once', () => {
  const { pace, pass, chat } = world();
  pace.heed(chat, event('typing_on'));
  pass(15);
  pace.heed(chat, event('message', 'answer'));
  expect([chat.typing, chat.messages.length]).toEqual([true, 0]);
  pass(kTypingShownMs);
  expect([chat.typing, chat.messages.length]).toEqual([false, 1]);
});

it('what comes after a held answer keeps its place behind it', () => {
  const { pace, pass, chat } = world();
  pace.heed(chat, event('typing_on'));
  pace.heed(chat, event('message', 'answer'));
  pace.heed(chat, event('message', 'thanks', 'person'));
  pass(kTypingShownMs);
  expect(chat.messages.map((message) => message.mid)).toEqual(['answer', 'thanks']);
});

it('without typing nothing is held back', () => {
  const { pace, chat } = world();
  pace.heed(chat, event('message', 'answer'));
  expect(chat.messages).toHaveLength(1);
});
