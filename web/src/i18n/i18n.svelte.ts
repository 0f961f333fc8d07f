import { en, type Key } from './en';
import { fa } from './fa';
import { faServer } from './fa-server';

export type Language = 'en' | 'fa';
export type { Key };
const dictionaries: Record<Language, Record<Key, string>> = { en, fa };

export function isLanguage(text: string | null): text is Language {
  return text === 'en' || text === 'fa';
}

class Locale {
  language = $state<Language>('en');
  readonly direction = $derived<'ltr' | 'rtl'>(this.language === 'fa' ? 'rtl' : 'ltr');
}

export const locale = new Locale();

/**
 * The text of a key in the language of the page; `{name}` is replaced by the parameter of that name, kept apart (FSI, PDI)
 * so that a name in the other direction does not turn the sentence around.
 */
export function t(key: Key, parameters: Record<string, string | number> = {}): string {
  return dictionaries[locale.language][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : `\u2068${value}\u2069`;
  });
}

/** A sentence of the server in the language of the page; unknown ones stay as they are. */
export function said(sentence: string): string {
  return locale.language === 'fa' ? faServer(sentence) : sentence;
}

/** "its keywords do not occur" → "Its keywords do not occur." */
export function asSentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?؟…]$/.test(text) ? text : `${text}.`;
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale.language).format(value);
}

export function clock(at: string, style: 'minutes' | 'seconds' = 'minutes'): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  if (style === 'seconds') options.second = '2-digit';
  return new Intl.DateTimeFormat(locale.language, options).format(new Date(at));
}

export function moment(at: string): string {
  return new Intl.DateTimeFormat(locale.language, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at));
}
