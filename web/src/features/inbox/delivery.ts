import type { StoredMessage } from '../../api/types';
import type { Key } from '../../i18n/i18n.svelte';
import type { IconName } from '../../ui/icons';
import type { Tone } from '../../ui/Pill.svelte';

export interface Delivery {
  key: Key;
  icon: IconName;
  tone: Tone;
  /** What a person can do about it: send it again, or say what became of it. */
  act: 'retry' | 'settle' | 'none';
}

const deliveries: Partial<Record<StoredMessage['status'], Delivery>> = {
  queued: { key: 'delivery.queued', icon: 'clock', tone: 'plain', act: 'none' },
  sending: { key: 'delivery.sending', icon: 'clock', tone: 'plain', act: 'none' },
  checking: { key: 'delivery.checking', icon: 'clock', tone: 'warn', act: 'none' },
  needs_you: { key: 'delivery.needs_you', icon: 'circle-alert', tone: 'warn', act: 'settle' },
  sent: { key: 'delivery.sent', icon: 'check', tone: 'plain', act: 'none' },
  seen: { key: 'delivery.seen', icon: 'check-check', tone: 'plain', act: 'none' },
  refused: { key: 'delivery.refused', icon: 'circle-alert', tone: 'stop', act: 'retry' },
  failed: { key: 'delivery.failed', icon: 'circle-alert', tone: 'stop', act: 'retry' },
};

/** How far an answer has come; null for what the person wrote, and where nothing is known. */
export function deliveryOf(message: Pick<StoredMessage, 'direction' | 'status' | 'send_id'>): Delivery | null {
  const found = message.direction === 'out' ? deliveries[message.status] : undefined;
  if (!found) return null;
  return message.send_id ? found : { ...found, act: 'none' };
}

const kAutomatic: readonly string[] = ['rule', 'flow', 'ai', 'campaign'];
export const isAutomatic = (source: string) => kAutomatic.includes(source);

const kKinds: Partial<Record<string, { key: Key; icon: IconName }>> = {
  image: { key: 'said.image', icon: 'image' },
  video: { key: 'said.video', icon: 'circle-play' },
  audio: { key: 'said.audio', icon: 'circle-play' },
  file: { key: 'said.file', icon: 'file-text' },
  share: { key: 'said.share', icon: 'link-2' },
  reel: { key: 'said.reel', icon: 'circle-play' },
  post: { key: 'said.post', icon: 'image' },
  story_mention: { key: 'said.story_mention', icon: 'at-sign' },
  story_reply: { key: 'said.story_reply', icon: 'reply' },
  ephemeral: { key: 'said.ephemeral', icon: 'eye-off' },
  postback: { key: 'said.postback', icon: 'mouse-pointer-click' },
  template: { key: 'said.template', icon: 'rows-2' },
};

/** What a message is, where it has no words of its own. */
export function kindOf(kind: string): { key: Key; icon: IconName } {
  return kKinds[kind] ?? { key: 'said.unknown', icon: 'circle-slash' };
}
