// Rules as somebody writes, tries and publishes them, in a real browser: node web/e2e/rules.mjs <dunlin binary, or the
// address of a fresh one with its #key=…> [words of a name]
// Ends with "N passed, N failed". Waits for what the page shows, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, fits, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';
import { editing } from './rules-edit.mjs';
import { hostile } from './rules-hostile.mjs';
import { listing } from './rules-list.mjs';
import { client } from './rules-api.mjs';
import { converse, look, sizes, visit } from './screens.mjs';

const [tested, only] = process.argv.slice(2);
if (!tested) throw new Error('which binary or address?');

const running = tested.startsWith('http') ? { address: tested, stop: async () => undefined } : null;
const dunlin = running ?? (await startDunlin(tested));
const { address } = dunlin;
const browser = await launch();
const suite = new Suite();
const api = client(address);

async function open(options = {}) {
  const context = await look(browser, options.size ?? 'desktop', 'light', options.language ?? 'en');
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  return { context, page, faults: watch(page) };
}

/** Every rule but the shipped ones goes, and every draft. */
async function tidy() {
  for (const draft of (await api.get('/rule-drafts')).items) await api.delete(`/rule-drafts/${draft.id}`);
  for (const rule of (await api.get('/rules')).items) if (!/^(Price|Fallback) \(/.test(rule.name)) await api.delete(`/rules/${rule.id}`);
}

async function run(all) {
  for (const [name, journey] of Object.entries(all)) {
    if (only && !name.includes(only)) continue;
    await suite.run(name, async () => {
      await tidy();
      const { context, page, faults } = await open();
      try {
        await visit(page, address, { path: '/rules' });
        await page.getByTestId('rules').waitFor();
        await journey(page, { api, address, browser });
        check(faults.length === 0, faults.join('\n'));
      } finally {
        await context.close();
      }
    });
  }
}

/** The middle of a row's grip, for a finger. */
async function gripOf(page, name) {
  const box = await page.getByRole('button', { name: new RegExp(`^Move .*${name}`) }).boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function onPhone() {
  const { context, page, faults } = await open({ size: 'phone' });
  await visit(page, address, { path: '/rules' });
  await page.getByTestId('rules').waitFor();
  await fits(page, sizes.phone.width, 'the list');
  await accessible(page, 'the list');
  const names = () => page.getByTestId('rule').locator('h3 a').allTextContents();
  const before = await names();
  const from = await gripOf(page, 'Price .Persian');
  const to = await gripOf(page, 'Price .English');
  const cdp = await context.newCDPSession(page);
  const touch = (type, at) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  await touch('touchStart', from);
  for (let step = 1; step <= 6; step += 1) await touch('touchMove', { x: from.x, y: from.y + ((to.y - 20 - from.y) * step) / 6 });
  await touch('touchEnd');
  await page.getByTestId('toast').waitFor();
  check((await names())[0] === before[1], `a finger left the order ${await names()}`);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('former order').waitFor();
  check((await names()).join() === before.join(), `the former order did not come back: ${await names()}`);
  await page.getByTestId('rule').first().getByRole('link').click();
  await page.getByTestId('name').waitFor();
  await fits(page, sizes.phone.width, 'the editor');
  const tab = (name) => page.locator('.tabs label').filter({ hasText: name });
  await tab('Try it').click();
  await page.getByTestId('verdict').waitFor();
  check(!(await page.getByTestId('name').isVisible()), 'two panes at a time');
  await fits(page, sizes.phone.width, 'the phone');
  await accessible(page, 'the phone');
  await tab('Backtest').click();
  await page.getByTestId('backtest').waitFor();
  await context.close();
  check(faults.length === 0, faults.join('\n'));
}

async function inPersian() {
  const { context, page, faults } = await open({ language: 'fa' });
  await visit(page, address, { path: '/rules' });
  await page.getByRole('heading', { name: 'قانون‌ها' }).first().waitFor();
  await page.getByTestId('rule').filter({ hasText: 'Price (Persian)' }).getByRole('link').click();
  await page.getByTestId('verdict').getByText('این قانون پاسخ می‌دهد.').waitFor();
  await page.getByTestId('try-line').fill('how much is it?');
  await page.getByText('کلیدواژه‌هایش در پیام نیست.').first().waitFor();
  await page.getByTestId('chat').getByText('Thanks for asking').waitFor();
  await accessible(page, 'the editor in Persian');
  await context.close();
  check(faults.length === 0, faults.join('\n'));
}

try {
  const { context, page } = await open();
  await converse(page, address);
  await context.close();
  await run({ ...listing, ...editing, ...hostile });
  if (!only) {
    await suite.run('on a phone: a finger moves a rule, one pane at a time, nothing scrolls sideways', onPhone);
    await suite.run('in Persian: sentences, reasons and the answer', inPersian);
  }
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
