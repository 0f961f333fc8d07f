// node bench/pages.mjs <address with its #key=…> <rounds>: milliseconds from a click until what the page shows stands there and
// its frame is due, as JSON: {"<what>": {"first": …, "later": […]}}. The first has the page's code to fetch.
import { launch } from '../web/e2e/browser.mjs';

const [address, rounds] = [process.argv[2], Number(process.argv[3])];
const [base, key] = address.split('#');

/** Runs in the page. What stands there already is marked first, so that only what is new counts. */
async function change({ click, nth = 0, shows }) {
  const old = 'data-before';
  const fresh = () => [...document.querySelectorAll(shows)].some((one) => !one.hasAttribute(old));
  document.querySelectorAll(shows).forEach((one) => one.setAttribute(old, ''));
  const target = document.querySelectorAll(click)[nth];
  const began = performance.now();
  target.click();
  if (!fresh()) {
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!fresh()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document.body, { childList: true, subtree: true });
    });
  }
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - began;
}

const rail = (path) => `nav.rail a[href^="${path}"]`;
const steps = {
  activity: () => ({ click: rail('/activity'), shows: '[data-testid=trace], .activity .empty' }),
  rules: () => ({ click: rail('/rules'), shows: '[data-testid=rule], .rules .empty' }),
  settings: () => ({ click: rail('/settings'), shows: 'main section' }),
  inbox: () => ({ click: rail('/inbox'), shows: '[data-testid=inbox-row]' }),
  'a conversation': (round) => ({ click: '[data-testid=inbox-row] a', nth: 1 + (round % 8), shows: '[data-testid=bubble]' }),
};

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
await page.goto(`${base.replace(/\/$/, '')}/inbox#${key}`);
await page.locator('[data-testid=live].live').waitFor();
await page.locator('[data-testid=inbox-row]').first().waitFor();
const found = {};
for (let round = 0; round < rounds; ++round) {
  for (const [what, step] of Object.entries(steps)) {
    const took = await page.evaluate(change, step(round));
    found[what] ??= { first: took, later: [] };
    if (round > 0) found[what].later.push(took);
  }
}
console.log(JSON.stringify(found));
await browser.close();
