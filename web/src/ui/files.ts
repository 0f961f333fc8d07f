export interface Limits {
  /** Endings that are taken, with their dots: [".csv", ".xlsx"]. */
  endings: readonly string[];
  most_bytes: number;
}

export type Refusal = { why: 'ending' | 'size' | 'empty'; name: string };

/** The first file that is taken, or why the first one is not. */
export function judge(files: readonly { name: string; size: number }[], limits: Limits): { taken: number } | Refusal {
  const [first] = files;
  if (!first) return { why: 'empty', name: '' };
  if (!limits.endings.some((ending) => first.name.toLowerCase().endsWith(ending))) return { why: 'ending', name: first.name };
  if (first.size === 0) return { why: 'empty', name: first.name };
  if (first.size > limits.most_bytes) return { why: 'size', name: first.name };
  return { taken: 0 };
}

const kUnits = ['B', 'kB', 'MB', 'GB'];

/** "5 MB": the number and its unit, for a sentence. */
export function size(bytes: number): { count: number; unit: string } {
  const step = Math.min(kUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return { count: Math.round((bytes / 1000 ** step) * 10) / 10, unit: kUnits[step]! };
}
