/** Cuts what was typed or pasted into words: commas (Latin and Arabic), semicolons and line ends part them. */
export function cut(text: string): string[] {
  return text.split(/[,،;؛\n\t]+/).map((word) => word.trim().replace(/\s+/g, ' ')).filter(Boolean);
}

/** The words with those added that are not there yet, whatever their case. */
export function withAdded(words: readonly string[], added: readonly string[]): string[] {
  const out = [...words];
  for (const word of added) {
    if (!out.some((one) => one.toLocaleLowerCase() === word.toLocaleLowerCase())) out.push(word);
  }
  return out;
}
