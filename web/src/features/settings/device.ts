export interface Device {
  browser: string;
  system: string;
  phone: boolean;
}

/** The first that fits: later ones call themselves by the names of earlier ones, too. */
const kBrowsers: readonly [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const kSystems: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** What a browser says it is, as far as people care; empty where it says nothing that is known. */
export function deviceOf(agent: string): Device {
  const first = (all: readonly [RegExp, string][]) => all.find(([sign]) => sign.test(agent))?.[1] ?? '';
  return { browser: first(kBrowsers), system: first(kSystems), phone: /iPhone|Android.*Mobile/.test(agent) };
}
