// The frame and the parts by keyboard, in a real browser: node web/e2e/frame.mjs <dunlin binary, or an address with its #key=…>
// Ends with "N passed, N failed". Waits for what the page shows, never for the clock.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { accessible, check, fits, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';
import { byKeyboard } from './frame-keys.mjs';
import { lists } from './frame-lists.mjs';
import { looks } from './frame-looks.mjs';
import { converse, look, shownOn, sizes, visit } from './screens.mjs';

const tested = process.argv[2];
const only = process.argv[3];
if (!tested) throw new Error('which binary or address?');

const running = tested.startsWith('http') ? { address: tested, stop: async () => undefined } : null;
const dunlin = running ?? (await startDunlin(tested));
const { address } = dunlin;
const browser = await launch();
const suite = new Suite();

async function journeys(all) {
  const context = await look(browser, 'desktop', 'light', 'en');
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const faults = watch(page);
  await visit(page, address, { path: '/design' });
  for (const [name, journey] of Object.entries(all)) {
    if (only && !name.includes(only)) continue;
    await suite.run(name, async () => {
      await visit(page, address, { path: '/design' });
      await journey(page, address);
    });
  }
  await suite.run('nothing was refused by the content policy and nothing broke', () => check(faults.length === 0, faults.join('\n')));
  await context.close();
}

async function everyScreen(size, theme, language) {
  const context = await look(browser, size, theme, language);
  const wrong = [];
  for (const screen of shownOn(size)) {
    if (screen.part) continue;
    const page = await context.newPage();
    page.setDefaultTimeout(kPatienceMs);
    const faults = watch(page);
    try {
      await visit(page, address, screen);
      await fits(page, sizes[size].width, screen.name);
      await accessible(page, screen.name);
      await screen.undo?.(page);
    } catch (error) {
      wrong.push(String(error.message));
    }
    wrong.push(...faults.map((fault) => `${screen.name}: ${fault}`));
    await page.close();
  }
  await context.close();
  check(wrong.length === 0, wrong.join('\n'));
}

/** The files that the tested build was made of. */
async function weigh() {
  const script = fileURLToPath(new URL('../scripts/budget.mjs', import.meta.url));
  console.log(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' }).replaceAll(/^/gm, '      ').trimEnd());
}

try {
  await suite.run('the first load of each page is within its budget', weigh);
  const context = await look(browser, 'desktop', 'light', 'en');
  await converse(await context.newPage(), address);
  await context.close();
  await journeys({ ...byKeyboard, ...lists, ...looks });
  for (const size of Object.keys(sizes)) {
    for (const [theme, language] of only ? [] : [['light', 'en'], ['dark', 'fa']]) {
      await suite.run(`every screen on a ${size} in ${theme}, ${language}: it fits, axe finds nothing serious, nothing was refused`, () => everyScreen(size, theme, language));
    }
  }
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
