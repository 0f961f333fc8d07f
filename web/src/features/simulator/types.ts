/** The shapes of the simulator's control API (sim/instagram/README.md). */
export const reactions = ['love', 'like', 'laugh', 'wow', 'sad', 'angry'] as const;
export type ReactionName = (typeof reactions)[number];

export interface Attachment {
  type: string;
  payload?: { url?: string; title?: string };
}

export interface Button {
  type?: string;
  title: string;
  payload?: string;
  url?: string;
}

export interface Template {
  template_type: string;
  text?: string;
  buttons?: Button[];
  elements?: { title: string; subtitle?: string; buttons?: Button[] }[];
}

export interface Message {
  mid: string;
  from: 'person' | 'account';
  via: 'person' | 'api' | 'app';
  at: string;
  kind: 'text' | 'media' | 'template' | 'story_reply' | 'story_mention' | 'postback' | 'private_reply';
  text: string;
  attachments?: Attachment[];
  quick_replies?: { content_type: string; title: string; payload: string }[];
  template?: Template;
  reply_to?: { mid?: string; story?: { id: string; url: string } };
  reactions: { by: 'person' | 'account'; reaction: string; emoji: string }[];
  edits: number;
  unsent: boolean;
  postback?: { title: string; payload: string };
  seen_at?: string;
}

export interface ThreadSummary {
  account: string;
  igsid: string;
  typing: boolean;
  blocked: boolean;
  window_until?: string;
}

export interface Thread extends ThreadSummary {
  person: string;
  messages: Message[];
}

export interface Person {
  id: string;
  username: string;
  name: string;
  threads: ThreadSummary[];
}

export interface Account {
  ig_id: string;
  username: string;
  name: string;
}

export interface Fault {
  probability: number;
  next: number;
  on: string;
  fired: number;
}
export type Faults = Record<string, Fault>;

export interface State {
  now: string;
  accounts: Account[];
  people: Person[];
  faults: Faults;
  reset: 'allowed' | 'refused';
  last_event_id: number;
}

export interface SimEvent {
  id: number;
  type: string;
  person?: string;
  by?: 'account' | 'person';
  message?: Message;
}
