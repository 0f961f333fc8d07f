// The newcomer's journey on a real Dunlin in a real browser: node web/e2e/journey.mjs <dunlin binary, or the address of
// a fresh one with its #key=…>
// Ends with "N passed, N failed". Waits for what the page shows, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';

const tested = process.argv[2];
if (!tested) throw new Error('which binary or address?');

/** A page on a world of its own people, with everything that must never happen written down. */
async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults = watch(page);
  await page.goto(address.replace('/#', '/sim#'));
  await page.locator('[data-testid=live].live').waitFor();
  return { page, context, faults };
}

const phoneOf = (page, person) => page.getByTestId(`phone-${person}`);
const answers = (phone) => phone.locator('[data-from=account]');
const side = (page, name) => page.getByRole('radiogroup', { name: 'Beside the phones' }).locator('label').filter({ hasText: name });
const mine = (phone) => phone.locator('[data-from=person]');
const write = async (phone, text) => {
  const box = phone.getByRole('textbox', { name: 'Message' });
  await box.fill(text);
  await box.press('Enter');
};
/** The open trace of the newest message with these words. */
const traceOf = (page, kind, words) =>
  page.locator(`[data-testid=trace][data-kind=${kind}]`).filter({ hasText: words }).first();

const journeys = {
  async 'the key leaves the address and no content is refused'({ page }) {
    check(!page.url().includes('key='), `the key is still in ${page.url()}`);
    await page.getByTestId('kill-switch').waitFor();
  },

  async 'how much is it? → typing → answer → rule, gates and message id'({ page }) {
    const leila = phoneOf(page, 'leila');
    const typing = leila.getByTestId('typing').waitFor();
    await write(leila, 'how much is it?');
    await typing;
    await answers(leila).first().waitFor();
    const mid = await answers(leila).first().getAttribute('data-mid');
    const trace = traceOf(page, 'message', 'how much is it?');
    await trace.getByTestId('winner').getByText('Price (English)').waitFor();
    check((await trace.locator('mark').allTextContents()).join('') === 'how much', 'the matched words are not underlined');
    await trace.getByTestId('losers').getByText('Its keywords do not occur.').first().waitFor();
    check((await trace.getByTestId('gates').getByRole('listitem').count()) === 11, 'not every gate has answered');
    await trace.getByTestId('mid').getByText(mid).waitFor();
    check((await answers(leila).count()) === 1, 'it was answered more than once');
  },

  async 'an automatic bubble opens its trace'({ page }) {
    await page.getByTestId('trace').first().getByRole('button').first().click();
    await phoneOf(page, 'leila').getByRole('button', { name: /Automatic. Why/ }).first().click();
    await traceOf(page, 'message', 'how much is it?').getByTestId('winner').waitFor();
  },

  async 'while somebody reads, new events wait behind a pill'({ page }) {
    await write(phoneOf(page, 'leila'), 'how much is the green one?');
    await answers(phoneOf(page, 'leila')).nth(1).waitFor();
    await page.getByTestId('new-pill').click();
    await traceOf(page, 'message', 'how much is the green one?').getByTestId('winner').waitFor();
  },

  async 'Persian is answered in Persian'({ page }) {
    const amir = phoneOf(page, 'amir');
    await amir.getByRole('button', { name: 'قیمت چنده؟' }).click();
    await answers(amir).first().getByText('ممنون که قیمت را پرسیدید').waitFor();
    const trace = traceOf(page, 'message', 'قیمت چنده؟');
    await trace.getByTestId('winner').getByText('Price (Persian)').waitFor();
    check((await trace.locator('mark').allTextContents()).includes('قیمت'), 'the matched word is not underlined');
  },

  async 'every photo gets the fallback'({ page }) {
    const amir = phoneOf(page, 'amir');
    for (let photo = 0; photo < 2; photo += 1) {
      const before = await answers(amir).count();
      await amir.getByRole('button', { name: 'Photo', exact: true }).click();
      await amir.getByRole('img', { name: 'A photo' }).nth(photo).waitFor();
      await answers(amir).nth(before).waitFor();
    }
    await traceOf(page, 'message', 'A photo').getByTestId('winner').getByText(/Fallback/).waitFor();
  },

  async 'a story reply is told as one'({ page }) {
    const amir = phoneOf(page, 'amir');
    const before = await answers(amir).count();
    await amir.getByRole('button', { name: /Story of/ }).click();
    await amir.getByRole('textbox', { name: 'Reply to the story' }).fill('how much is this one?');
    await amir.getByRole('textbox', { name: 'Reply to the story' }).press('Enter');
    await mine(amir).filter({ hasText: 'how much is this one?' }).getByText('Reply to the story').waitFor();
    await answers(amir).nth(before).waitFor();
    await traceOf(page, 'message', 'how much is this one?').getByText(/A story reply.* from/).waitFor();
  },

  async 'a reaction by keyboard shows and is recorded'({ page }) {
    const amir = phoneOf(page, 'amir');
    const more = answers(amir).first().getByRole('button', { name: 'React, reply and more' });
    await more.focus();
    await more.press('Enter');
    await amir.getByRole('menuitemradio', { name: 'Love' }).press('Enter');
    await answers(amir).first().getByTestId('reaction').waitFor();
    await page.locator('[data-testid=trace][data-kind=reaction]').first().waitFor();
  },

  async 'an edit and an unsend take the text away'({ page }) {
    const amir = phoneOf(page, 'amir');
    const before = await answers(amir).count();
    await write(amir, 'the price of a secret?');
    await answers(amir).nth(before).waitFor();
    const bubble = mine(amir).last();
    await bubble.getByRole('button', { name: 'React, reply and more' }).click();
    await amir.getByRole('menuitem', { name: 'Edit' }).click();
    await amir.getByRole('textbox', { name: 'Message' }).fill('a better secret');
    await amir.getByRole('textbox', { name: 'Message' }).press('Enter');
    await bubble.getByText('a better secret').waitFor();
    await bubble.getByText('Edited').waitFor();
    await bubble.getByRole('button', { name: 'React, reply and more' }).click();
    await amir.getByRole('menuitem', { name: 'Unsend' }).click();
    await bubble.getByText('Message unsent').waitFor();
    await page.locator('[data-testid=trace][data-kind=delete]').first().waitFor();
    await page.getByText('a better secret').first().waitFor({ state: 'detached' });
  },

  async 'hostile words are only words'({ page }) {
    const amir = phoneOf(page, 'amir');
    for (const text of [
      '<img src=x onerror=alert(1)>',
      '"><script>alert(2)</script>',
      '{@html alert(3)} ${alert(4)} {{constructor}}',
      '\u202Ecod.exe\u202C مرحبا',
    ]) {
      await write(amir, text);
      await mine(amir).filter({ hasText: text.slice(0, 12) }).first().waitFor();
      await traceOf(page, 'message', text.slice(0, 12)).waitFor();
    }
    check((await page.locator('img[src="x"]').count()) === 0, 'markup of a stranger became an element');
  },

  async 'stop is confirmed once; after it nothing is sent'({ page }) {
    const leila = phoneOf(page, 'leila');
    const before = await answers(leila).count();
    await leila.getByRole('button', { name: 'stop', exact: true }).click();
    await answers(leila).nth(before).waitFor();
    await write(leila, 'how much is it now?');
    const trace = traceOf(page, 'message', 'how much is it now?');
    await trace.waitFor();
    check((await trace.getAttribute('data-outcome')) === 'opted_out', 'the trace does not say that she has opted out');
    check((await answers(leila).count()) === before + 1, 'something was sent after stop');
  },

  async 'the kill switch holds an answer back and lets it go'({ page }) {
    const amir = phoneOf(page, 'amir');
    const before = await answers(amir).count();
    await page.getByTestId('kill-switch').click();
    await page.getByTestId('kill-switch').filter({ hasText: 'All sending is paused' }).waitFor();
    await write(amir, 'what does it cost today?');
    await traceOf(page, 'message', 'what does it cost today?').getByText('All sending is paused on this installation.').waitFor();
    check((await answers(amir).count()) === before, 'it was answered although all sending is paused');
    await page.getByTestId('kill-switch').click();
    await answers(amir).nth(before).waitFor();
  },

  async 'a fault is switched on, strikes, and is survived'({ page }) {
    const amir = phoneOf(page, 'amir');
    const before = await answers(amir).count();
    await side(page, 'Faults').click();
    await page.getByTestId('fault-webhook_wrong_signature').getByRole('button', { name: 'Once' }).click();
    await page.getByTestId('fault-webhook_wrong_signature').getByText('the next one').waitFor();
    await write(amir, 'how much, once more?');
    await answers(amir).nth(before).waitFor();
    await side(page, 'Activity').click();
  },

  async 'the page turns around in Persian'({ page }) {
    await page.getByTestId('look').click();
    await page.locator('label').filter({ hasText: 'فارسی' }).click();
    await page.getByRole('link', { name: 'شبیه‌ساز' }).waitFor();
    check((await page.evaluate(() => document.documentElement.dir)) === 'rtl', 'the direction did not change');
    await page.locator('label').filter({ hasText: 'English' }).click();
    await page.keyboard.press('Escape');
  },
};

async function inTheme(page, theme) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.waitForFunction((name) => window.matchMedia(`(prefers-color-scheme: ${name})`).matches, theme);
  await accessible(page, theme);
}

async function narrow(browser, address) {
  const { page, context, faults } = await open(browser, address, { viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const name of ['Amir', 'Activity', 'Faults', 'Leila']) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    check(width <= 390, `the view of ${name} is ${width} px wide`);
    await inTheme(page, 'light');
  }
  await context.close();
  check(faults.length === 0, faults.join('\n'));
}

async function withoutKey(browser, address) {
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(address.split('#')[0]);
  await page.getByRole('heading', { name: 'Nobody can sign in here yet' }).waitFor();
  await page.getByLabel('API key').fill(address.split('#key=')[1]);
  await page.getByRole('button', { name: 'Open with this key' }).click();
  await page.locator('[data-testid=live].live').waitFor();
  await page.close();
}

const suite = new Suite();
const running = tested.startsWith('http') ? { address: tested, stop: async () => undefined } : null;
const dunlin = running ?? (await startDunlin(tested));
const browser = await launch();
try {
  const desk = await open(browser, dunlin.address);
  desk.page.setDefaultTimeout(kPatienceMs);
  for (const [name, journey] of Object.entries(journeys)) await suite.run(name, () => journey(desk));
  for (const theme of ['light', 'dark']) await suite.run(`axe finds nothing serious in ${theme}`, () => inTheme(desk.page, theme));
  await suite.run('nothing was refused by the content policy and nothing ran', () => check(desk.faults.length === 0, desk.faults.join('\n')));
  await desk.context.close();
  await suite.run('on a phone: one pane at a time, nothing scrolls sideways, axe finds nothing serious', () => narrow(browser, dunlin.address));
  await suite.run('without a key the page says what to do', () => withoutKey(browser, dunlin.address));
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
