// What a rule says, in words: for the list, the differences and the phone.
import { number } from '../../i18n/format';
import { locale, t } from '../../i18n/i18n.svelte';
import type { Key } from '../../i18n/i18n.svelte';
import { defaultCooldown, messageKinds, type Action, type Button, type Form, type Keyword, type ListName, type Schedule } from './form';

const tag = () => (locale.language === 'fa' ? 'fa-IR' : 'en-GB');
const comma = () => (locale.language === 'fa' ? '، ' : ', ');

export const joined = (words: readonly string[]) => words.join(comma());
/** "09:30" in the digits of the page. */
export const inDigits = (text: string) => text.replace(/\d/g, (digit) => number(Number(digit)));

/** The days of a week in the order of the page's language. */
export const week = () => (locale.language === 'fa' ? [6, 7, 1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 6, 7]);
/** Of a day from 1 (Monday). */
export function dayName(day: number, style: 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(tag(), { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
}

/** "Mon–Fri, Sun" */
export function daysInWords(days: readonly number[]): string {
  if (days.length === 0 || days.length === 7) return t('rules.every_day');
  const order = week();
  const runs: number[][] = [];
  for (const day of order.filter((one) => days.includes(one))) {
    const last = runs.at(-1);
    if (last && order.indexOf(day) === order.indexOf(last.at(-1)!) + 1) last.push(day);
    else runs.push([day]);
  }
  return joined(runs.flatMap((run) => (run.length > 2 ? [`${dayName(run[0]!)}–${dayName(run.at(-1)!)}`] : run.map((day) => dayName(day)))));
}

export function scheduleInWords(schedule: Schedule): string {
  return t(`rules.schedule.${schedule.when}`, { days: daysInWords(schedule.days), from: inDigits(schedule.from), to: inDigits(schedule.to) });
}

const kUnits = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const;
/** "10 minutes", in the largest unit that counts it whole. */
export function lasting(seconds: number): string {
  const [unit, size] = kUnits.find(([, one]) => seconds % one === 0) ?? kUnits[3];
  return new Intl.NumberFormat(tag(), { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}

export function cooldownInWords(form: Pick<Form, 'trigger' | 'cooldown_seconds'>): string {
  const seconds = form.cooldown_seconds ?? defaultCooldown(form.trigger);
  return seconds === 0 ? t('rules.cooldown.none') : t('rules.cooldown.once', { time: lasting(seconds) });
}

export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(tag(), { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

const isKind = (kind: string): kind is (typeof messageKinds)[number] => (messageKinds as readonly string[]).includes(kind);
export const kindName = (kind: string) => (isKind(kind) ? t(`rules.kind.${kind}`) : kind);

/** A keyword with how it is meant, where that is not the usual. */
export function keywordInWords({ text, kind }: Keyword): string {
  return kind === 'word' || kind === 'phrase' ? text : t('rules.keyword_as', { text, kind: t(`rules.match.${kind}`) });
}

/** One of a condition's list, as people call it. */
export function itemInWords(list: ListName, value: string, accountName: (id: string) => string): string {
  if (list === 'languages') return languageName(value);
  if (list === 'message_kinds') return kindName(value);
  return list === 'accounts' ? accountName(value) : value;
}

export function buttonInWords(button: Button): string {
  return t('rules.button_to', { title: button.title, to: (button.kind === 'web_url' ? button.url : button.payload) ?? '' });
}

/** What an action does, short. */
export function actionInWords(action: Action): string {
  switch (action.type) {
    case 'reply':
      return t('rules.does.reply', { text: action.variants[0]?.text ?? '' });
    case 'text':
    case 'buttons':
      return t(`rules.does.${action.type}`, { text: action.text });
    case 'cards':
      return t('rules.does.cards', { text: joined(action.elements.map((card) => card.title)) });
    case 'media':
      return t('rules.does.media', { kind: t(`rules.kind.${action.kind}`) });
    case 'add_tag':
      return t('rules.does.add_tag', { tag: action.tag });
    default:
      return t(`rules.does.${action.type}`);
  }
}

/** The conditions of a rule in a few words each; keywords first. */
export function conditionsInWords(form: Form, accountName: (id: string) => string): string[] {
  const { conditions } = form;
  const out: string[] = [];
  const many = (key: Key, words: string[]) => {
    const shown = words.slice(0, 4);
    if (words.length > 0) out.push(t(key, { words: joined(shown.length < words.length ? [...shown, '…'] : shown) }));
  };
  for (const list of ['any', 'all', 'none'] as const) many(`rules.has.${list}`, conditions.keywords[list].map(keywordInWords));
  for (const list of ['languages', 'message_kinds', 'accounts', 'tags_any', 'tags_none', 'media_ids', 'payloads'] as const) {
    many(`rules.has.${list}`, conditions[list].map((value) => itemInWords(list, value, accountName)));
  }
  if (conditions.schedule) out.push(scheduleInWords(conditions.schedule));
  if (conditions.test_traffic !== 'any') out.push(t(`rules.traffic.${conditions.test_traffic}`));
  return out;
}
