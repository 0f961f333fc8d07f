// Numbers, dates and spans as the page's language writes them: its digits, its calendar, the workspace's zone.
import { digits, locale, type Calendar, type Language } from './i18n.svelte';

/** What a moment is told by. The pages take it from `locale`; tests bring their own. */
export interface Manner {
  language: Language;
  calendar: Calendar;
  zone: string | undefined;
}

const kTags: Record<Language, string> = { en: 'en-GB', fa: 'fa-IR' };
const kept = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();

/** Making a formatter costs a hundred times what using it does. */
function keep<F extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(key: string, make: () => F): F {
  const found = kept.get(key) as F | undefined;
  if (found) return found;
  const made = make();
  kept.set(key, made);
  return made;
}

function dates(manner: Manner, style: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = `${kTags[manner.language]}-u-ca-${manner.calendar}`;
  const all = manner.zone ? { ...options, timeZone: manner.zone } : options;
  return keep(`${tag} ${manner.zone} ${style}`, () => new Intl.DateTimeFormat(tag, all));
}

const kClock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

export function number(value: number, manner: Manner = locale): string {
  return digits[manner.language].format(value);
}

export function percent(share: number, manner: Manner = locale): string {
  const make = () => new Intl.NumberFormat(kTags[manner.language], { style: 'percent', maximumFractionDigits: 0 });
  return keep(`${manner.language} %`, make).format(share);
}

/** "14:02", or with seconds "14:02:31". */
export function clock(at: string, style: 'minutes' | 'seconds' = 'minutes', manner: Manner = locale): string {
  const options = style === 'seconds' ? { ...kClock, second: '2-digit' as const } : kClock;
  return dates(manner, style, options).format(new Date(at));
}

/** The exact moment in words: "Sunday, 22 November 2026 at 14:02:31". */
export function moment(at: string, manner: Manner = locale): string {
  return dates(manner, 'moment', { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at));
}

/** "22 Nov", with the year when it is not this one. */
export function day(at: string, now: number, manner: Manner = locale): string {
  const year = dates(manner, 'year', { year: 'numeric' });
  const date = new Date(at);
  const same = year.format(date) === year.format(new Date(now));
  return same
    ? dates(manner, 'day', { day: 'numeric', month: 'short' }).format(date)
    : dates(manner, 'day year', { day: 'numeric', month: 'short', year: 'numeric' }).format(date);
}

type Unit = 'minute' | 'hour' | 'day';
const kMs: Record<Unit, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function unit(count: number, name: Unit, manner: Manner): string {
  const make = () => new Intl.NumberFormat(kTags[manner.language], { style: 'unit', unit: name, unitDisplay: manner.language === 'fa' ? 'short' : 'narrow' });
  return keep(`${manner.language} ${name}`, make).format(count);
}

/** "14:02" of today, another day with it: "22 Nov, 14:02". */
export function when(at: string, now: number, manner: Manner = locale): string {
  const [date, today] = [day(at, now, manner), day(new Date(now).toISOString(), now, manner)];
  const hour = clock(at, 'minutes', manner);
  return date === today ? hour : `${date}${manner.language === 'fa' ? '،' : ','} ${hour}`;
}

/** A span in its two largest units, rounded down: "6d 5h", "23h 45m". Under a minute it is one minute. */
export function span(ms: number, manner: Manner = locale): string {
  const minutes = Math.max(1, Math.floor(ms / kMs.minute));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts: [number, Unit][] = days > 0 ? [[days, 'day'], [hours, 'hour']] : [[hours, 'hour'], [minutes % 60, 'minute']];
  const told = parts.filter(([count]) => count > 0).map(([count, name]) => unit(count, name, manner));
  return told.join(manner.language === 'fa' ? ' و ' : ' ');
}

/** How long ago, as short as a list wants it: "now", "2 min ago", "3 hr ago", then the day. */
export function ago(at: string, now: number, manner: Manner = locale): string {
  const passed = now - Date.parse(at);
  if (passed >= 7 * kMs.day) return day(at, now, manner);
  const make = () => new Intl.RelativeTimeFormat(kTags[manner.language], { numeric: 'auto', style: 'short' });
  const relative = keep(`${manner.language} ago`, make);
  const one = (name: Unit) => relative.format(-Math.floor(passed / kMs[name]), name);
  if (passed < kMs.minute) return relative.format(0, 'second');
  if (passed < kMs.hour) return one('minute');
  return passed < kMs.day ? one('hour') : one('day');
}
