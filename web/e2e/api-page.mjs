// The readable page of the API in a real browser: node web/e2e/api-page.mjs <dunlin binary, or an address> [folder for pictures]
// Ends with "N passed, N failed".
import axe from 'axe-core';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { check, Suite } from './check.mjs';
import { startDunlin } from './dunlin.mjs';

const [tested, folder] = process.argv.slice(2);
if (!tested) throw new Error('which binary or address?');
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const unfold = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((one) => one.setAttribute('open', '')));

async function fits(page, width) {
  const widest = await page.evaluate(() => document.documentElement.scrollWidth);
  check(widest <= width, `it is ${widest} px wide`);
}

async function accessible(page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => (await window.axe.run(document)).violations);
  const told = violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map((node) => node.html).join('\n')}`);
  check(told.length === 0, told.join('\n'));
}

async function look(browser, address, size, theme) {
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: theme, hasTouch: size === 'phone' });
  const page = await context.newPage();
  const refused = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) refused.push(message.text());
  });
  await page.goto(`${address}/api/docs`);
  check(await page.evaluate(() => getComputedStyle(document.querySelector('.method')).fontWeight === '600'), 'it has no style');
  if (folder) await page.screenshot({ path: join(folder, `api-${size}-${theme}.png`) });
  await unfold(page);
  await fits(page, sizes[size].width);
  await accessible(page);
  if (folder) await page.screenshot({ path: join(folder, `api-${size}-${theme}-open.png`) });
  await page.locator('#sendMessage').scrollIntoViewIfNeeded();
  if (folder) await page.screenshot({ path: join(folder, `api-${size}-${theme}-send.png`) });
  check(refused.length === 0, refused.join('\n'));
  await context.close();
}

async function linksLead(browser, address) {
  const page = await browser.newPage();
  await page.goto(`${address}/api/docs`);
  const lost = await page.evaluate(() =>
    [...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute('href')).filter((to) => !document.getElementById(to.slice(1))),
  );
  check(lost.length === 0, `lead nowhere: ${lost.join(' ')}`);
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((one) => one.id));
  check(new Set(ids).size === ids.length, 'an id is there twice');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.hash === '#calls').catch(() => {});
  check(page.url().endsWith('#calls'), `the first tab stop leads to ${page.url()}`);
  await page.close();
}

const suite = new Suite();
const running = tested.startsWith('http') ? { address: tested, stop: async () => undefined } : null;
const dunlin = running ?? (await startDunlin(tested));
const address = dunlin.address.replace(/\/?#.*/, '');
const browser = await launch();
try {
  await suite.run('every link of the page leads somewhere, and the keyboard reaches the calls', () => linksLead(browser, address));
  for (const size of Object.keys(sizes)) {
    for (const theme of ['light', 'dark']) {
      await suite.run(`on a ${size} in ${theme}: nothing scrolls sideways, axe finds nothing`, () => look(browser, address, size, theme));
    }
  }
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
