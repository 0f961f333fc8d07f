// What a workspace sets for itself, and the activity that is asked, on a real Dunlin in a real browser:
// node web/e2e/settings.mjs <dunlin binary> [words of a name]
// Ends with "N passed, N failed". Waits for what the pages show, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';
import { look, visit } from './screens.mjs';

const [tested, only] = process.argv.slice(2);
if (!tested) throw new Error('which binary?');

const saved = (page) => page.getByTestId('toast').filter({ hasText: 'Saved' }).first();
const save = async (page, form) => {
  await form.getByRole('button', { name: 'Save' }).click();
  await saved(page).waitFor();
};
const value = (page, label, wanted) => page.waitForFunction(([name, text]) => [...document.querySelectorAll('label')].some((one) => one.textContent.trim().startsWith(name) && one.control?.value === text), [label, wanted]);

const journeys = {
  async 'who writes STOP is told what the shop wants to say, and nothing where it wants nothing'({ page, go }) {
    await go('/settings/opt-out');
    const stop = page.getByRole('group', { name: 'After STOP' });
    await stop.getByRole('radio', { name: 'Texts of your own' }).check();
    await stop.getByRole('textbox', { name: 'Text' }).first().fill('Goodbye from the shop.');
    const start = page.getByRole('group', { name: 'After START' });
    await start.getByRole('radio', { name: 'Nothing is sent' }).check();
    await save(page, page.locator('#confirmations'));
    await accessible(page, 'the texts of one’s own');
    await go('/sim');
    const phone = page.getByTestId('phone-leila');
    const write = async (text) => {
      await phone.getByRole('textbox', { name: 'Message' }).fill(text);
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=trace][data-kind=message]').filter({ hasText: text }).first().waitFor();
    };
    await write('stop');
    await phone.locator('[data-from=account]').filter({ hasText: 'Goodbye from the shop.' }).waitFor();
    const before = await phone.locator('[data-from=account]').count();
    await write('start');
    await write('how much is it?');
    await phone.locator('[data-from=account]').nth(before).waitFor();
    check((await phone.getByText('Welcome back').count()) === 0, 'START was answered although nothing was to be sent');
  },

  async 'a limit of one’s own is stricter than the ceiling, never looser, and is there when the page is opened again'({ page, go }) {
    await go('/settings/limits');
    const field = page.getByLabel('Messages a second');
    await field.fill('101');
    await page.locator('#limits').getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Between 1 and 100/).waitFor();
    await field.fill('20');
    await save(page, page.locator('#limits'));
    await page.reload();
    await value(page, 'Messages a second', '20');
    await page.getByText('@demo.shop').waitFor();
  },

  async 'what is kept for how long is asked about before it is saved'({ page, go }) {
    await go('/settings/retention');
    await page.getByText('Everything is kept for ever.').waitFor();
    await page.getByLabel('Messages', { exact: false }).first().fill('3');
    await page.locator('#retention').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Between 7 and 3,650 days, or nothing.').waitFor();
    await page.getByLabel('Messages', { exact: false }).first().fill('90');
    await page.locator('#retention').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByText('Nothing brings it back then.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Let it go' }).click();
    await page.getByText(/^Nothing goes before/).waitFor();
    await page.reload();
    await value(page, 'Messages', '90');
  },

  async 'what is watched is switched off and on, from a value of one’s own; a test is raised and told'({ page, go }) {
    await go('/settings/alerts');
    const kind = page.getByTestId('alert-kind').filter({ hasText: 'Sends wait long' });
    await Promise.all([page.waitForResponse((response) => response.url().endsWith('/alert-settings') && response.request().method() === 'PATCH'), kind.getByRole('textbox').fill('45').then(() => page.keyboard.press('Tab'))]);
    await Promise.all([page.waitForResponse((response) => response.url().endsWith('/alert-settings') && response.request().method() === 'PATCH'), kind.getByRole('switch').click()]);
    await page.reload();
    await kind.getByRole('switch', { checked: false }).waitFor();
    check((await kind.getByRole('textbox').inputValue()) === '45', 'the value was not kept');
    await page.getByRole('button', { name: 'Raise a test' }).click();
    await page.getByText('A test was raised').waitFor();
    await accessible(page, 'the alerts');
  },

  async 'the activity says when nothing fits, and why a message was answered as it was'({ page, go }) {
    await go('/activity?outcome=too_old');
    await page.getByText('Nothing fits').waitFor();
    await page.getByTestId('activity-tools').getByRole('button', { name: 'Show everything' }).click();
    await page.getByTestId('trace').first().waitFor();
    await page.getByTestId('why').click();
    await page.getByRole('dialog').getByRole('textbox').fill('@leila.m');
    await page.keyboard.press('Enter');
    const found = page.getByTestId('why-found');
    await found.locator('li').nth(2).waitFor();
    check((await found.getAttribute('data-verdict')) === 'answered', `the verdict is ${await found.getAttribute('data-verdict')}`);
    await accessible(page, 'why nothing happened');
    await page.keyboard.press('Escape');
  },

  async 'why is asked of the message that somebody looks at, and of a conversation'({ page, go }) {
    await go('/inbox');
    await page.getByTestId('inbox-row').filter({ hasText: 'Leila' }).first().click();
    await page.getByTestId('why-message').click();
    const found = page.getByTestId('why-found');
    await found.locator('li').first().waitFor();
    check(new URL(page.url()).searchParams.get('why')?.startsWith('msg_'), `the address is ${page.url()}`);
    check((await page.getByRole('dialog').getByRole('textbox').count()) === 0, 'a name is asked for');
    await page.keyboard.press('Escape');
    await found.waitFor({ state: 'detached' });
    check(!new URL(page.url()).searchParams.has('why'), 'the question stays in the address');
    await page.goBack();
    await page.getByTestId('thread').waitFor();
  },

  async 'the activity is narrowed to a span, which stands in the address'({ page, go }) {
    await go('/activity');
    await page.getByTestId('trace').first().waitFor();
    const tools = page.getByTestId('activity-tools');
    await tools.getByLabel('Time').click();
    await page.getByRole('option', { name: 'Last hour' }).click();
    await page.waitForURL(/last=hour/);
    await page.getByTestId('trace').first().waitFor();
    await tools.getByLabel('Time').click();
    await page.getByRole('option', { name: 'From … to …' }).click();
    await tools.getByLabel('To', { exact: true }).fill('2020-01-01T00:00');
    await tools.getByLabel('To', { exact: true }).press('Tab');
    await page.getByText('Nothing fits').waitFor();
    await page.reload();
    await page.getByText('Nothing fits').waitFor();
    await accessible(page, 'the activity of a span');
    await tools.getByRole('button', { name: 'Show everything' }).click();
    await page.getByTestId('trace').first().waitFor();
    check(!page.url().includes('to='), `the address is ${page.url()}`);
  },

  async 'the activity is read anew when something happens, and not by the clock'({ page, go }) {
    await go('/sim');
    const write = async (text) => {
      await page.getByTestId('phone-leila').getByRole('textbox', { name: 'Message' }).fill(text);
      await page.keyboard.press('Enter');
    };
    await write('good morning');
    // A browser of its own: its tab holds its own stream, and its clock is turned.
    const context = await look(browser, 'desktop', 'light', 'en');
    const other = await context.newPage();
    other.setDefaultTimeout(kPatienceMs);
    try {
      await other.clock.install();
      let reads = 0;
      other.on('request', (request) => (reads += new URL(request.url()).pathname === '/api/v1/activity' ? 1 : 0));
      await visit(other, dunlin.address, { path: '/activity' });
      await other.locator('[data-testid=trace][data-kind=echo]').first().waitFor();
      const [before, turns] = [reads, 8];
      for (let turn = 0; turn < turns; ++turn) {
        const alerts = other.waitForRequest(/\/api\/v1\/alerts/);
        await other.clock.fastForward(31_000);
        await alerts;
      }
      await other.clock.resume();
      // What was still on its way of the first message may be read; a clock that reads would have read each time.
      check(reads - before < turns, `the list was read ${reads - before} times in ${turns} half minutes without an event`);
      await write('is it live?');
      await other.getByTestId('trace').filter({ hasText: 'is it live?' }).first().waitFor();
    } finally {
      await context.close();
    }
  },

  async 'an account is disconnected by its name, and connected again'({ page, go }) {
    await go('/settings/accounts');
    await page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog');
    check(await dialog.getByRole('button', { name: 'Disconnect' }).isDisabled(), 'it asks for no name');
    await dialog.getByRole('textbox').fill('demo.shop');
    await accessible(page, 'the question before an account is disconnected');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText(/is disconnected\.$/).waitFor();
    await page.getByText('Nothing comes in and nothing leaves').waitFor();
    await page.getByRole('button', { name: 'Connect again' }).click();
    await page.getByText('Nothing comes in and nothing leaves').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Disconnect' }).waitFor();
  },
};

const suite = new Suite();
const dunlin = await startDunlin(tested);
const browser = await launch();
try {
  const context = await look(browser, 'desktop', 'light', 'en');
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const faults = watch(page);
  const go = (path) => visit(page, dunlin.address, { path });
  for (const [name, journey] of Object.entries(journeys)) {
    if (!only || name.includes(only)) await suite.run(name, () => journey({ page, go }));
  }
  await suite.run('nothing was refused by the content policy and nothing broke', () => check(faults.length === 0, faults.join('\n')));
  await context.close();
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
