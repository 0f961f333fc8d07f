import { describe, expect, it } from 'vitest';
import sheet from './tokens.css?raw';

type Theme = 'light' | 'dark';
const kNumber = String.raw`([\d.]+)`;
const kColour = new RegExp(String.raw`oklch\(${kNumber} ${kNumber} ${kNumber}\)`, 'g');

function token(name: string, theme: Theme): [number, number, number] {
  const line = sheet.match(new RegExp(`--${name}: (light-dark\\(.*\\));`))?.[1] ?? '';
  const found = [...line.matchAll(kColour)];
  const match = found[theme === 'light' ? 0 : 1];
  if (found.length !== 2 || !match) throw new Error(`--${name} holds no two colours`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** WCAG's relative luminance of an OKLCH colour, clipped to sRGB as browsers show it at worst. */
function luminance([lightness, chroma, hue]: [number, number, number]): number {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number) => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [low, high] = [luminance(token(one, theme)), luminance(token(other, theme))].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const surfaces = ['surface-0', 'surface-1', 'surface-2', 'surface-3'];
const colours = ['accent', 'auto', 'ok', 'warn', 'stop', 'info'];
const pairs = [
  ...['text', 'text-muted'].flatMap((text) => surfaces.map((surface) => [text, surface])),
  ...colours.flatMap((colour) => ['surface-0', 'surface-1', 'surface-2', `${colour}-soft`].map((on) => [colour, on])),
  ...colours.flatMap((colour) => [
    ['text', `${colour}-soft`],
    ['text-muted', `${colour}-soft`],
  ]),
  ['text', 'raised'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
] as [string, string][];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(pairs)('%s on %s is readable (AA)', (text, surface) => {
    expect(contrast(text, surface, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['surface-0', 'surface-1'])('the edge of a control shows on %s', (surface) => {
    expect(contrast('line-strong', surface, theme)).toBeGreaterThanOrEqual(3);
  });
});

it('measures black on white as 21', () => {
  expect((luminance([1, 0, 0]) + 0.05) / (luminance([0, 0, 0]) + 0.05)).toBeCloseTo(21, 1);
});
