// The first run in a real browser: phone beside the inbox, the first steps done by doing, a demo made and removed:
// node web/e2e/first-run.mjs <dunlin binary>
// Ends with "N passed, N failed". Waits for what the page shows, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, fits, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';
import { World } from './people-world.mjs';
import { look, sizes } from './screens.mjs';

const tested = process.argv[2];
if (!tested) throw new Error('which binary?');

const live = (page) => page.locator('[data-testid=live].live').waitFor();
const steps = (page) => page.getByTestId('first-steps');
const step = (page, name, done) => page.locator(`[data-testid=step][data-done=${done}]`).filter({ has: page.getByRole('heading', { name }) });
const demo = (page, state) => page.locator(`[data-testid=demo][data-state=${state}]`);
const rows = (page) => page.getByTestId('inbox-list').getByTestId('inbox-row');
const RULE = { name: 'Marzipan', conditions: { keywords: { any: ['marzipan'] } }, actions: [{ type: 'reply', variants: [{ text: 'Marzipan comes in December.' }] }] };

async function write(page, text) {
  const box = page.getByTestId('phone-dock').getByRole('textbox', { name: 'Message' });
  await box.fill(text);
  await box.press('Enter');
}

const byKey = {
  async 'a fresh Dunlin opens with the phone beside the inbox and the first steps between'({ page }) {
    await steps(page).waitFor();
    await page.getByTestId('phone-dock').getByTestId('phone-leila').waitFor();
    await steps(page).getByText('1 of 5 done').waitFor();
    await step(page, 'An account is connected', true).waitFor();
    await accessible(page, 'the first run');
  },

  async 'what is written on the phone comes into the inbox, and the step is done'({ page }) {
    await write(page, 'how much is it?');
    await rows(page).filter({ hasText: 'how much is it?' }).or(rows(page).first()).first().waitFor();
    await step(page, 'A message comes in', true).waitFor();
    await steps(page).getByText('2 of 5 done').waitFor();
  },

  async 'a conversation opens beside the phone, and the other person can be taken instead'({ page }) {
    await rows(page).first().click();
    await page.getByTestId('conversation').waitFor();
    await page.getByTestId('phone-dock').getByRole('combobox').selectOption('amir');
    await page.getByTestId('phone-dock').getByTestId('phone-amir').waitFor();
    await page.goto(`${new URL(page.url()).origin}/inbox`);
    await steps(page).waitFor();
  },

  async 'a rule of ones own that answers ends the list while one looks at it'({ page, world }) {
    await world.call('POST', '/api/v1/rules', RULE);
    await world.call('POST', '/api/v1/invitations', { email: 'sara@shop.example', role: 'agent' });
    await write(page, 'any marzipan left?');
    await page.getByRole('heading', { name: 'Your own rule has answered' }).waitFor();
    await steps(page).getByText('5 of 5 done').waitFor();
  },

  async 'the list is put away for good, and brought back'({ page }) {
    await page.getByRole('button', { name: 'Put away', exact: true }).click();
    await page.getByText('Pick a conversation').waitFor();
    await page.reload();
    await page.getByText('Pick a conversation').waitFor();
    await page.goto(`${new URL(page.url()).origin}/start`);
    await page.getByRole('button', { name: 'Bring them back' }).click();
    await steps(page).waitFor();
  },

  async 'the phone is put away, and brought back'({ page }) {
    await page.goto(`${new URL(page.url()).origin}/inbox`);
    await page.getByRole('button', { name: 'Put the phone away' }).click();
    await page.getByTestId('phone-dock').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show the phone of a customer' }).click();
    await page.getByTestId('phone-dock').waitFor();
  },

  async 'by a key: a demo is made, opened, and removed from inside with one click'({ page }) {
    await demo(page, 'none').getByRole('button', { name: 'Make a demo workspace' }).click();
    await demo(page, 'ready').getByRole('button', { name: 'Open it' }).click();
    await page.getByTestId('demo-banner').waitFor();
    await rows(page).nth(5).waitFor();
    check((await page.getByTestId('phone-dock').count()) === 0, 'a phone that writes elsewhere stands beside the demo');
    await accessible(page, 'the demo');
    await page.getByRole('button', { name: 'Back to yours' }).click();
    await steps(page).waitFor();
    await demo(page, 'ready').getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('button', { name: 'Remove the demo' }).click();
    await steps(page).waitFor();
    await demo(page, 'none').waitFor();
  },
};

async function asOwner(browser, world) {
  const owner = await world.owner();
  const context = await look(browser, 'desktop', 'light', 'en', { phone: 'beside' });
  await world.enter(context, owner);
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  await page.goto(`${world.base}/settings/installation`);
  await demo(page, 'none').getByRole('button', { name: 'Make a demo workspace' }).click();
  await demo(page, 'ready').getByRole('button', { name: 'Open it' }).click();
  await page.getByTestId('demo-banner').waitFor();
  await rows(page).nth(5).waitFor();
  check((await page.getByTestId('workspace').textContent()).includes('Demo'), 'the bar does not name the demo');
  await page.getByRole('button', { name: 'Remove the demo' }).click();
  await steps(page).waitFor();
  check((await page.getByTestId('workspace').textContent()).includes('Boutique Blue'), 'not back in the own workspace');
  await demo(page, 'none').waitFor();
  await context.close();
}

async function narrow(browser, address, language) {
  const context = await look(browser, 'phone', 'dark', language);
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const faults = watch(page);
  await page.goto(address);
  await live(page);
  await page.getByTestId('steps-bar').click();
  await steps(page).waitFor();
  await demo(page, 'none').waitFor();
  await fits(page, sizes.phone.width, 'the first steps');
  await accessible(page, 'the first steps on a phone');
  check((await page.getByTestId('phone-dock').count()) === 0, 'there is no room for a phone on a phone');
  await context.close();
  check(faults.length === 0, faults.join('\n'));
}

const dunlin = await startDunlin(tested);
const browser = await launch();
const suite = new Suite();
try {
  const world = new World(dunlin.address);
  const context = await look(browser, 'desktop', 'light', 'en', { phone: 'beside' });
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const faults = watch(page);
  await page.goto(dunlin.address);
  await live(page);
  for (const [name, journey] of Object.entries(byKey)) await suite.run(name, () => journey({ page, world }));
  await suite.run('nothing was refused by the content policy and nothing broke', () => check(faults.length === 0, faults.join('\n')));
  await context.close();
  for (const language of ['en', 'fa']) await suite.run(`on a phone the first steps have their page, ${language}`, () => narrow(browser, dunlin.address, language));
  await suite.run('a person makes a demo, works in it as its owner, and removes it', () => asOwner(browser, world));
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
