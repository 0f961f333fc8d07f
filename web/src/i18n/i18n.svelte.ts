import type { Key } from './en';
import { fill, type Parameters } from './fill';
import { when } from './format';
import { parts, type PartName, type TextPart } from './parts';

export type Language = 'en' | 'fa';
export type Direction = 'ltr' | 'rtl';
export type Calendar = 'gregory' | 'persian';
export type { Key };

/** Each language is a file of its own: a browser fetches only the one that is shown. */
const dictionaries: Record<Language, () => Promise<TextPart>> = { en: () => import('./en'), fa: () => import('./fa') };

export function isLanguage(text: string | null): text is Language {
  return text === 'en' || text === 'fa';
}

/** The language, direction, calendar and time zone of the pages. */
class Locale {
  language = $state<Language>('en');
  calendar = $state<Calendar>('gregory');
  /** The workspace's zone (IANA); until it is known, this browser's. */
  zone = $state<string | undefined>(undefined);
  #turned = $state<Direction | null>(null);
  readonly direction = $derived<Direction>(this.#turned ?? (this.language === 'fa' ? 'rtl' : 'ltr'));
  dictionary = $state.raw<Required<TextPart>>({ texts: {}, sentences: [] });
  #next: Language = 'en';
  #wanted = new Set<PartName>();
  #fetching: Promise<void> | null = null;

  /** Shows the pages in this language once its dictionary has come. */
  speak(language: Language) {
    this.#next = language;
    return this.#fetch();
  }

  /** Adds the texts of a page to the dictionary, in this language and every one that follows. */
  async bring(name: PartName) {
    if (this.#wanted.has(name)) return this.#fetching;
    this.#wanted.add(name);
    return this.#fetch();
  }

  /** What is wanted by now; who asked before waits for it too. */
  #fetch(): Promise<void> {
    const language = this.#next;
    const asked = [dictionaries[language](), ...[...this.#wanted].map((name): Promise<TextPart> => parts[name][language]())];
    const fetching: Promise<void> = Promise.all(asked).then((come): Promise<void> | void => {
      if (this.#fetching && this.#fetching !== fetching) return this.#fetching;
      this.dictionary = { texts: Object.assign({}, ...come.map(({ texts }) => texts)), sentences: come.flatMap(({ sentences }) => sentences ?? []) };
      if (this.language !== language) this.#show(language);
    });
    this.#fetching = fetching;
    return fetching;
  }

  #show(language: Language) {
    this.language = language;
    document.documentElement.lang = language;
    this.turn(null);
  }

  /** Turns the pages against their language, to see that both directions hold; null turns them back. */
  turn(direction: Direction | null) {
    this.#turned = direction;
    document.documentElement.dir = this.direction;
  }

  setZone(zone: string) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      this.zone = zone;
    } catch {
      this.zone = undefined;
    }
  }
}

export const locale = new Locale();

/** The digits and separators of each language. */
export const digits: Record<Language, Intl.NumberFormat> = { en: new Intl.NumberFormat('en-GB'), fa: new Intl.NumberFormat('fa-IR') };
const inDigits = (value: number) => digits[locale.language].format(value);

/** The text of a key in the language of the page. */
export function t(key: Key, parameters: Parameters = {}): string {
  return fill(locale.dictionary.texts[key] ?? '', parameters, inDigits);
}

/** The texts of a page that brings its own: `const say = own({ en, fa })`. They come with the page, not with the first load. */
export function own<K extends string>(texts: Record<Language, Record<K, string>>) {
  return (key: K, parameters: Parameters = {}) => fill(texts[locale.language][key], parameters, inDigits);
}

const kInstants = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** A sentence of the server in the language of the page, its instants in the workspace's zone; unknown ones stay as they are. */
export function said(sentence: string): string {
  const known = locale.dictionary.sentences.find(([pattern]) => pattern.test(sentence));
  const words = known ? sentence.replace(...known) : sentence;
  return words.replace(kInstants, (at) => when(at, Date.now()));
}

/** What a sentence of the server names, as the pages write it: `until` and `since` are instants, `reason` is a sentence in itself. */
export function named(values: Record<string, string | number>): Parameters {
  const out: Parameters = { reason: '', ...values };
  for (const name of ['until', 'since']) if (typeof out[name] === 'string') out[name] = when(out[name], Date.now());
  if (out.reason) out.reason = said(String(out.reason));
  return out;
}

/** "its keywords do not occur" → "Its keywords do not occur." */
export function asSentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?؟…]$/.test(text) ? text : `${text}.`;
}
