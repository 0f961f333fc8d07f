import { latinDigits } from '../../people/digits';

/** What somebody typed into a field that may stay empty: null for nothing, undefined for what is no whole number between both. */
export function wholeNumber(typed: string, from: number, to: number): number | null | undefined {
  const text = latinDigits(typed).trim();
  if (text === '') return null;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= Math.min(from, to) && value <= Math.max(from, to) ? value : undefined;
}
