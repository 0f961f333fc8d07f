/** One thing that changed, as the audit log keeps it. `undefined`: it was not there. */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What only programs read: who, when and what it is stands beside it already. */
const kForPrograms = new Set(['id', 'prefix', 'created_at', 'invited_by', 'access']);
const isNothing = (value: unknown) => value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);

/**
 * What differs between before and after, field by field. Where only one of both was kept (made, or removed), all its fields; a
 * value that is no object stands under an empty name.
 */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = before ?? undefined;
  const is = after ?? undefined;
  if (was === undefined && is === undefined) return [];
  if ((was !== undefined && !isObject(was)) || (is !== undefined && !isObject(is))) return [{ field: '', before: was, after: is }];
  const fields = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  return fields
    .filter((field) => !kForPrograms.has(field))
    .map((field) => ({ field, before: was?.[field], after: is?.[field] }))
    // Of what is new, or gone, only what it has.
    .filter((one) => (was !== undefined && is !== undefined) || !isNothing(one.before) || !isNothing(one.after))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

/** How values read in the page's language. */
export interface Words {
  yes: string;
  no: string;
  nothing: string;
  /** A word of the API in words of people, as far as it is known. */
  known: (word: string) => string;
  moment: (at: string) => string;
}

const kMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** A value in a line: words as they are, lists with commas, what is deep as JSON. */
export function valueText(value: unknown, words: Words): string {
  if (value === null || value === undefined || value === '') return words.nothing;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.length === 0 ? words.nothing : value.map((one) => valueText(one, words)).join(', ');
  if (isObject(value)) return JSON.stringify(value);
  const text = String(value);
  return kMoment.test(text) ? words.moment(text) : words.known(text);
}
