// Screenshots of the pages in both widths, themes and languages:
// node web/e2e/shots.mjs <dunlin binary, or an address with its #key=…> <folder>
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { startDunlin } from './dunlin.mjs';

const [shown, folder = 'build/shots'] = process.argv.slice(2);
if (!shown) throw new Error('which binary or address?');
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const panes = { desktop: ['activity', 'faults'], phone: ['first', 'second', 'activity', 'faults'] };

/** Fills an empty simulator with something to look at. */
async function converse(page) {
  const messages = await page.getByTestId('message').count();
  if (messages > 0) return;
  const leila = page.getByTestId('phone-leila');
  const amir = page.getByTestId('phone-amir');
  const answers = (phone, n) => phone.locator('[data-from=account]').nth(n - 1).waitFor();
  await leila.getByRole('button', { name: 'how much is it?' }).click();
  await answers(leila, 1);
  await leila.getByRole('button', { name: 'Photo', exact: true }).click();
  await answers(leila, 2);
  await amir.getByRole('button', { name: 'قیمت چنده؟' }).click();
  await answers(amir, 1);
  await page.locator('[data-testid=trace].open [data-testid=mid]').waitFor();
}

async function shoot(browser, size, theme, language) {
  const context = await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce', hasTouch: size === 'phone' });
  const page = await context.newPage();
  await page.addInitScript(
    ([chosenTheme, chosenLanguage]) => {
      window.localStorage.setItem('dunlin.theme', chosenTheme);
      window.localStorage.setItem('dunlin.language', chosenLanguage);
    },
    [theme, language],
  );
  for (const pane of panes[size]) {
    const [before, key] = address.split('#');
    await page.goto(`${before.replace(/\/$/, '')}/?pane=${pane}#${key}`);
    await page.locator('[data-testid=live].live').waitFor();
    if (pane === 'activity') await page.getByTestId('mid').waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.screenshot({ path: join(folder, `${size}-${pane}-${theme}-${language}.png`) });
  }
  await context.close();
}

await mkdir(folder, { recursive: true });
const started = shown.startsWith('http') ? null : await startDunlin(shown);
const address = started?.address ?? shown;
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: sizes.desktop, locale: 'en' });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('[data-testid=live].live').waitFor();
  await converse(page);
  await context.close();
  for (const size of Object.keys(sizes)) {
    for (const theme of ['light', 'dark']) {
      for (const language of ['en', 'fa']) await shoot(browser, size, theme, language);
    }
  }
} finally {
  await browser.close();
  await started?.stop();
}
