export type Parameters = Record<string, string | number>;

/**
 * Puts parameters in the place of `{name}`, kept apart (FSI, PDI) so that a name in the other direction does not turn the
 * sentence around.
 */
export function fill(text: string, parameters: Parameters, numberOf: (value: number) => string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    if (value === '') return '';
    return typeof value === 'number' ? numberOf(value) : `\u2068${value}\u2069`;
  });
}
