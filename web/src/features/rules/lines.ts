import type { RuleFault, RuleNote } from '../../api/types';

/** What is to be said about a line of the form. */
export interface Remark {
  /** Its line: see lineOf. */
  line: string;
  /** What stops the publish, or what the author may not have meant. */
  weight: 'fault' | 'note';
  /** Of a fault: as the server words it. */
  sentence: string;
  note?: RuleNote;
}

const kWhole = ['accounts', 'message_kinds', 'languages', 'tags_any', 'tags_none', 'media_ids', 'payloads', 'schedule', 'test_traffic'];

/** The line of the form that a path of the wire concerns; "rule" for what has none of its own. */
export function lineOf(path: string): string {
  const keywords = path.match(/^conditions\.keywords\.(any|all|none)/);
  if (keywords) return `keywords.${keywords[1]}`;
  const condition = path.match(/^conditions\.(\w+)/)?.[1];
  if (condition && kWhole.includes(condition)) return condition;
  if (path === 'conditions') return 'conditions';
  const variant = path.match(/^actions\[(\d+)\]\.variants\[(\d+)\]/);
  if (variant) return `actions.${variant[1]}.${variant[2]}`;
  const action = path.match(/^actions\[(\d+)\]/);
  if (action) return `actions.${action[1]}`;
  if (path === 'actions') return 'actions';
  if (path === 'priority') return 'place';
  return ['name', 'trigger', 'then', 'cooldown_seconds'].find((line) => path === line) ?? 'rule';
}

const kPath = /(?:^|; )((?:name|active|priority|trigger|then|cooldown_seconds|conditions|actions)(?:[.[][\w.[\]]*)?): /g;

/** A refusal names every fault in one sentence, each after its path. */
export function faultsOf(fault: RuleFault | null): Remark[] {
  if (!fault) return [];
  const starts = [...fault.detail.matchAll(kPath)];
  if (starts.length === 0) return [{ line: lineOf(fault.field), weight: 'fault', sentence: fault.detail }];
  return starts.map((start, i) => ({
    line: lineOf(start[1]!),
    weight: 'fault',
    sentence: fault.detail.slice(start.index + start[0].length, starts[i + 1]?.index).replace(/\.$/, ''),
  }));
}

export function remarksOf(fault: RuleFault | null, notes: readonly RuleNote[]): Remark[] {
  return [...faultsOf(fault), ...notes.map((note): Remark => ({ line: lineOf(note.path), weight: 'note', sentence: note.sentence, note }))];
}
