import type { Keyword, KeywordKind, QuickReply } from './form';

/** How a keyword that somebody just typed is meant: several words as a phrase, symbols alone wherever they stand. */
export function kindFor(text: string): KeywordKind {
  if (!/[\p{L}\p{N}]/u.test(text)) return 'contains';
  return /\s/.test(text.trim()) ? 'phrase' : 'word';
}

/** Takes for each text what is known by it, each known one once, and else what is made of it. */
function matched<T>(known: readonly T[], texts: readonly string[], textOf: (one: T) => string, made: (text: string) => T): T[] {
  const left = [...known];
  return texts.map((text) => {
    const at = left.findIndex((one) => textOf(one) === text);
    return at < 0 ? made(text) : left.splice(at, 1)[0]!;
  });
}

/** The keywords with these texts: known ones stay as they are, new ones are taken as they look. */
export function withWords(keywords: readonly Keyword[], words: readonly string[]): Keyword[] {
  return matched(keywords, words, ({ text }) => text, (text) => ({ text, kind: kindFor(text) }));
}

/** Quick replies of these titles; a new one carries its own title. */
export function withTitles(replies: readonly QuickReply[], titles: readonly string[]): QuickReply[] {
  return matched(replies, titles, ({ title }) => title, (title) => ({ title, payload: title }));
}
