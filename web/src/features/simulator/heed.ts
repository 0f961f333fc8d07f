import type { Message, SimEvent } from './types';

export interface Following {
  messages: Message[];
  typing: boolean;
}

function put(messages: Message[], message: Message) {
  const at = messages.findIndex((one) => one.mid === message.mid);
  if (at >= 0) messages[at] = message;
  else messages.push(message);
}

/** Applies one event of the stream to the chat it concerns. Applying it twice changes nothing more. */
export function heed(chat: Following, event: SimEvent) {
  switch (event.type) {
    case 'message':
    case 'message_changed':
      if (event.message) put(chat.messages, event.message);
      if (event.message?.from === 'account' && event.type === 'message') chat.typing = false;
      break;
    case 'typing_on':
      chat.typing = true;
      break;
    case 'typing_off':
      chat.typing = false;
      break;
    case 'seen':
      for (const message of chat.messages) {
        if (message.from !== event.by) message.seen_at ??= new Date().toISOString();
      }
      break;
  }
}
