import type { Key } from '../../i18n/en';
import type { Outcome, SendStep, Trace } from '../../api/types';
import type { IconName } from '../../ui/icons';
import type { Tone } from '../../ui/Pill.svelte';

/** How an outcome and a step are told: colour, icon, words. */
export interface Look {
  tone: Tone;
  icon: IconName;
  key: Key;
}

const outcomes: Record<Outcome, Look> = {
  answered: { tone: 'auto', icon: 'zap', key: 'outcome.answered' },
  no_answer: { tone: 'plain', icon: 'circle-slash', key: 'outcome.no_answer' },
  person_handles: { tone: 'info', icon: 'clock', key: 'outcome.person_handles' },
  recorded: { tone: 'plain', icon: 'check', key: 'outcome.recorded' },
  duplicate: { tone: 'plain', icon: 'copy', key: 'outcome.duplicate' },
  too_old: { tone: 'warn', icon: 'clock', key: 'outcome.too_old' },
  unknown_kind: { tone: 'warn', icon: 'circle-alert', key: 'outcome.unknown_kind' },
  opted_out: { tone: 'warn', icon: 'circle-slash', key: 'outcome.opted_out' },
  test_event: { tone: 'plain', icon: 'check', key: 'outcome.test_event' },
  ignored: { tone: 'plain', icon: 'circle-slash', key: 'outcome.ignored' },
};

export function lookOf(outcome: Outcome): Look {
  return outcomes[outcome] ?? outcomes.recorded;
}

const kinds: Record<string, Key> = {
  message: 'kind.message',
  echo: 'kind.echo',
  delete: 'kind.delete',
  edit: 'kind.edit',
  reaction: 'kind.reaction',
  postback: 'kind.postback',
  seen: 'kind.seen',
  referral: 'kind.referral',
  comment: 'kind.comment',
  live_comment: 'kind.comment',
};

const messageKinds: Record<string, Key> = {
  image: 'kind.photo',
  video: 'kind.video',
  audio: 'kind.audio',
  story_reply: 'kind.story_reply',
  story_mention: 'kind.story_mention',
  quick_reply: 'kind.quick_reply',
};

/** What arrived: by the kind of event, and for a message by the kind of message. */
export function kindKey(trace: Trace, messageKind: string | undefined): Key {
  if (trace.kind === 'message' && messageKind && messageKinds[messageKind]) return messageKinds[messageKind];
  return kinds[trace.kind] ?? 'kind.other';
}

/** The gate's questions in the order it asks them, each with the answers that end at it. */
const gates: { key: Key; stops: string[] }[] = [
  { key: 'gate.still_wished', stops: ['superseded_by_person', 'episode_ended'] },
  {
    key: 'gate.switches',
    stops: ['account_gone', 'installation_paused', 'workspace_paused', 'account_paused', 'account_disconnected', 'rate_limited'],
  },
  { key: 'gate.opt_out', stops: ['opted_out'] },
  { key: 'gate.consent', stops: ['no_consent_basis'] },
  { key: 'gate.window', stops: ['window_closed'] },
  { key: 'gate.content', stops: ['content'] },
  { key: 'gate.cooldown', stops: ['cooldown'] },
  { key: 'gate.repeat', stops: ['duplicate'] },
  { key: 'gate.not_yet', stops: ['not_yet'] },
  { key: 'gate.limits', stops: ['daily_cap', 'gap', 'rate_budget'] },
  { key: 'gate.credits', stops: ['out_of_credits'] },
];

export interface GateAnswer {
  key: Key;
  answer: 'yes' | 'no' | 'not_asked';
}

/** A permit means that every question was answered with yes; a stop, that those before it were. */
export function gateAnswers(step: SendStep): GateAnswer[] {
  if (step.detail.gate === 'permit') return gates.map(({ key }) => ({ key, answer: 'yes' }));
  const stop = step.detail.detail ?? '';
  const at = gates.findIndex((gate) => gate.stops.includes(stop));
  if (at < 0) return [];
  return gates.map(({ key }, i) => ({ key, answer: i < at ? 'yes' : i === at ? 'no' : 'not_asked' }));
}

const steps: Record<string, Look> = {
  sending: { tone: 'auto', icon: 'send-horizontal', key: 'step.sending' },
  sent: { tone: 'ok', icon: 'circle-check', key: 'step.sent' },
  settled_by_echo: { tone: 'ok', icon: 'circle-check', key: 'step.settled_by_echo' },
  settled_late: { tone: 'ok', icon: 'circle-check', key: 'step.settled_late' },
  settled_by_reading: { tone: 'ok', icon: 'circle-check', key: 'step.settled_by_reading' },
  absent: { tone: 'warn', icon: 'rotate-ccw', key: 'step.absent' },
  read_back: { tone: 'warn', icon: 'eye', key: 'step.read_back' },
  unknown: { tone: 'warn', icon: 'clock', key: 'step.unknown' },
  waits: { tone: 'warn', icon: 'clock', key: 'step.waits' },
  queued: { tone: 'warn', icon: 'rotate-ccw', key: 'step.queued' },
  refused: { tone: 'stop', icon: 'circle-slash', key: 'step.refused' },
  failed: { tone: 'stop', icon: 'circle-alert', key: 'step.failed' },
  held: { tone: 'warn', icon: 'circle-alert', key: 'step.held' },
  task: { tone: 'info', icon: 'clock', key: 'step.task' },
};

/** Steps that only repeat the one before are told once, with how often. */
export function told(all: SendStep[]): { step: SendStep; times: number }[] {
  const out: { step: SendStep; times: number }[] = [];
  for (const step of all) {
    const last = out.at(-1);
    const same = last && last.step.step === step.step && last.step.send_id === step.send_id && last.step.detail.detail === step.detail.detail;
    if (same && step.step === 'waits') {
      last.step = step;
      last.times += 1;
    } else {
      out.push({ step, times: 1 });
    }
  }
  return out;
}

export function stepLook(step: SendStep): Look {
  return steps[step.step] ?? { tone: 'plain', icon: 'check', key: 'step.other' };
}
