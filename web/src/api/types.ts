/** The parts of the REST API that these pages read. */
export type Outcome =
  | 'answered'
  | 'no_answer'
  | 'person_handles'
  | 'recorded'
  | 'duplicate'
  | 'too_old'
  | 'unknown_kind'
  | 'opted_out'
  | 'test_event'
  | 'ignored';

export interface Trace {
  id: string;
  at: string;
  kind: string;
  outcome: Outcome;
  summary: string;
  account_id: string;
  conversation_id: string | null;
  contact_id: string | null;
  message_id: string | null;
}

export interface FiredRule {
  rule: string;
  version: number;
  name: string;
  variant: number;
  /** Byte ranges of the message's UTF-8 text. */
  matched: [number, number][];
  actions: string[];
}

export interface LostRule {
  rule: string;
  name: string;
  reason: string;
}

export interface SendStep {
  send_id: string;
  step: string;
  at: string;
  detail: {
    state?: string;
    gate?: string;
    tag?: string;
    reason?: string;
    detail?: string;
    mid?: string;
    next_at?: string;
  };
}

export interface TraceDetail extends Trace {
  detail: { rules?: { fired: FiredRule[]; losers: LostRule[] }; context_messages?: number };
  send_steps: SendStep[];
}

export interface StoredMessage {
  id: string;
  mid: string;
  direction: 'in' | 'out';
  kind: string;
  text: string;
  send_id: string | null;
  deleted_at: string | null;
}

export interface Contact {
  id: string;
  igsid: string;
  display_name: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}
