// Rules of the style sheets and the marking-up that no compiler knows.
import { describe, expect, it } from 'vitest';

const sources = import.meta.glob<string>(['../**/*.svelte', '../**/*.css'], { eager: true, query: '?raw', import: 'default' });
const files = Object.entries(sources);

/** The style rules of a file without comments, which may speak of anything. */
function sheetOf(path: string, text: string): string {
  const sheet = path.endsWith('.css') ? text : (text.match(/<style>([\s\S]*)<\/style>/)?.[1] ?? '');
  return sheet.replace(/\/\*[\s\S]*?\*\//g, '');
}

const kPhysical = [
  /(?<![\w-])(?:left|right|top|bottom)\s*:/,
  /(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b/,
  /border-(?:top|bottom)-(?:left|right)-radius/,
  /(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
  /(?<![\w-])(?:min-|max-)?(?:width|height)\s*:(?![^(]*\))/,
  /\bto (?:left|right)\b/,
  /(?:margin|padding|inset)\s*:\s*\S+ (\S+) \S+ (?!\1[\s;])\S+;/,
];

describe('the direction is a switch', () => {
  it('finds what it looks for', () => {
    for (const bad of ['left: 0;', 'margin-left: 1px;', 'border-top-left-radius: 1px', 'text-align: right;', 'width: 3px;', 'padding: 1px 2px 3px 4px;', 'linear-gradient(to right, a, b)']) {
      expect(kPhysical.some((rule) => rule.test(bad)), bad).toBe(true);
    }
    for (const fine of ['inset-inline-start: 0;', 'text-align: start;', 'padding: 1px 2px 3px 2px;', '@media (max-width: 760px) {', '@container (max-width: 36rem) {', 'border-start-end-radius: 2px;', 'stroke-width: 2;']) {
      expect(kPhysical.filter((rule) => rule.test(fine)), fine).toEqual([]);
    }
  });

  it('every sheet has logical properties only', () => {
    const found = files.flatMap(([path, text]) => {
      const lines = sheetOf(path, text).replace(/env\([^)]*\)/g, '0').split('\n').filter((line) => !/^\s*@(?:media|container)/.test(line));
      return lines.filter((line) => kPhysical.some((rule) => rule.test(line))).map((line) => `${path}: ${line.trim()}`);
    });
    expect(files.length).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });
});

it('no markup holds what the content policy refuses: raw markup, handlers and styles as text, other origins', () => {
  const found = files.filter(([path]) => path.endsWith('.svelte')).flatMap(([path, text]) => {
    const markup = text.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*<\/style>/g, '');
    return (markup.match(/\{@html|\sstyle="|\son\w+="|(?:src|href)="https?:/g) ?? []).map((one) => `${path}: ${one}`);
  });
  expect(found).toEqual([]);
});

it('colours come from the token sheet alone', () => {
  const own = files.filter(([path]) => !path.endsWith('tokens.css')).filter(([path, text]) => /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/i.test(sheetOf(path, text)));
  expect(own.map(([path]) => path)).toEqual([]);
});
