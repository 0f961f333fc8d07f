// Screenshots of every screen in both widths, themes and directions:
// node web/e2e/shots.mjs <dunlin binary, or an address with its #key=…> <folder> [words of names]...
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { startDunlin } from './dunlin.mjs';
import { converse, look, shownOn, sizes, visit } from './screens.mjs';

const [shown, folder = 'build/shots', ...words] = process.argv.slice(2);
if (!shown) throw new Error('which binary or address?');

async function shoot(browser, address, size, theme, language) {
  const context = await look(browser, size, theme, language);
  for (const screen of shownOn(size)) {
    if (words.length && !words.some((word) => screen.name.includes(word))) continue;
    const page = await context.newPage();
    await visit(page, address, screen);
    await page.screenshot({ path: join(folder, `${screen.name}-${size}-${theme}-${language}.png`) });
    await screen.undo?.(page);
    await page.close();
  }
  await context.close();
}

await mkdir(folder, { recursive: true });
const started = shown.startsWith('http') ? null : await startDunlin(shown);
const address = started?.address ?? shown;
const browser = await launch();
try {
  const context = await look(browser, 'desktop', 'light', 'en');
  await converse(await context.newPage(), address);
  await context.close();
  for (const size of Object.keys(sizes)) {
    for (const theme of ['light', 'dark']) {
      for (const language of ['en', 'fa']) await shoot(browser, address, size, theme, language);
    }
  }
} finally {
  await browser.close();
  await started?.stop();
}
