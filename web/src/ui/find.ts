/** A text as it is compared: case, marks, Arabic letter forms, other digits and joiners make no difference. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d]/g, '')
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[يىئ]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/[ةۀ]/g, 'ه')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ؤ/g, 'و')
    .toLowerCase();
}

const wordsOf = (text: string) => folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/**
 * How well what was typed finds a text, 0 to 1: every typed word must begin a word of the text, or stand inside one.
 * A text that begins with what was typed comes first.
 */
export function score(text: string, typed: string): number {
  const asked = wordsOf(typed);
  if (asked.length === 0) return 1;
  const words = wordsOf(text);
  let sum = 0;
  for (const [i, part] of asked.entries()) {
    const at = words.findIndex((word) => word.startsWith(part));
    const inside = at < 0 && part.length > 1 && words.some((word) => word.includes(part));
    if (at < 0 && !inside) return 0;
    sum += at < 0 ? 0.3 : at === i ? 1 : 0.7;
  }
  return sum / asked.length;
}

export function found(text: string, typed: string): boolean {
  return score(text, typed) > 0;
}
