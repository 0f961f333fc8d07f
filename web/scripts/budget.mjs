// What a browser fetches before somebody can work, compressed: node scripts/budget.mjs [--check]
// For each page of the rail and each language: the document, its scripts and styles with all that they import, the
// dictionary, and the fonts that the language is written with. Reads dist/, so build first.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const kMostBytes = 250_000;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
/** What is fetched whatever the page: the entry, and the dictionary of the language. */
const first = (language) => ['index.html', `src/i18n/${language}/index.ts`];
const fonts = { en: ['inter-latin'], fa: ['vazirmatn-latin', 'vazirmatn-arabic'] };
/** The texts that come with a page; what the server says about rules comes once their page stands. */
const texts = (name) => [(language) => [`src/i18n/${language}/${name}.ts`, ...(name === 'rules' ? [] : [`src/i18n/${language}/${name}-server.ts`])].filter((key) => manifest[key])];
const pages = {
  inbox: ['src/features/inbox/InboxPage.svelte', ...texts('inbox'), ...texts('activity')],
  simulator: ['src/features/simulator/SimulatorPage.svelte', ...texts('simulator'), ...texts('activity')],
  activity: ['src/features/activity/ActivityPage.svelte', ...texts('activity')],
  rules: ['src/features/rules/RulesPage.svelte', 'src/features/rules/RuleList.svelte', ...texts('rules')],
  settings: ['src/features/settings/SettingsPage.svelte', ...texts('people')],
  'one rule': ['src/features/rules/RulesPage.svelte', 'src/features/rules/RuleEditor.svelte', ...texts('rules')],
};

function filesOf(keys, found = new Set()) {
  for (const key of keys) {
    const part = manifest[key];
    if (!part) throw new Error(`${key} is not in the build`);
    if (found.has(part.file)) continue;
    found.add(part.file);
    for (const sheet of part.css ?? []) found.add(sheet);
    filesOf(part.imports ?? [], found);
  }
  return found;
}

const assets = readdirSync(join(dist, 'assets'));
const fontFile = (name) => join('assets', assets.find((file) => file.startsWith(name) && file.endsWith('.woff2')));

/** As the server sends it: gzip where it helps; fonts are compressed already. */
function bytesOf(file) {
  const raw = readFileSync(join(dist, file));
  return Math.min(raw.length, gzipSync(raw, { level: 9 }).length);
}

let worst = 0;
for (const [page, keys] of Object.entries(pages)) {
  for (const language of ['en', 'fa']) {
    const code = [...filesOf([...first(language), ...keys.flatMap((key) => (typeof key === 'function' ? key(language) : key))]), 'index.html'];
    const sizes = { code: 0, fonts: 0 };
    for (const file of code) sizes.code += bytesOf(file);
    for (const font of fonts[language]) sizes.fonts += bytesOf(fontFile(font));
    const total = sizes.code + sizes.fonts;
    worst = Math.max(worst, total);
    console.log(`${page} ${language}: ${kB(total)} kB (code ${kB(sizes.code)}, fonts ${kB(sizes.fonts)})`);
  }
}
console.log(`${kB(worst)} of ${kB(kMostBytes)} kB`);
if (process.argv.includes('--check') && worst > kMostBytes) {
  console.log('The first load is over its budget. What a page does not need at once belongs behind import().');
  process.exitCode = 1;
}

function kB(bytes) {
  return (bytes / 1000).toFixed(1);
}
