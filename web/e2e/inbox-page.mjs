// The inbox on a real Dunlin, with the simulator's phones beside it: node web/e2e/inbox-page.mjs <dunlin binary, or the
// address of a fresh one with its #key=…> [words of a name]
// Ends with "N passed, N failed". Waits for what the pages show, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, fits, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';
import { arm, scripts, smuggled } from './hostile-scripts.mjs';
import { look, sizes, visit } from './screens.mjs';

const [tested, only] = process.argv.slice(2);
if (!tested) throw new Error('which binary or address?');

const phoneOf = (phones, person) => phones.getByTestId(`phone-${person}`);
const answers = (phone) => phone.locator('[data-from=account]');
const write = async (phone, text) => {
  const box = phone.getByRole('textbox', { name: 'Message' });
  await box.fill(text);
  await box.press('Enter');
};
const row = (desk, name) => desk.getByTestId('inbox-row').filter({ hasText: name });
const bubble = (desk, words) => desk.getByTestId('bubble').filter({ hasText: words });
const box = (desk) => desk.getByTestId('composer').locator('textarea');
const toast = (desk, words) => desk.getByTestId('toast').filter({ hasText: words });
const go = async (desk, name) => {
  await row(desk, name).locator('a').click();
  await desk.getByTestId('bubble').last().waitFor();
};
/** The trace of a message, once it was decided. */
const traceOf = (phones, words) => phones.locator('[data-testid=trace][data-kind=message]').filter({ hasText: words }).first();

const journeys = {
  async 'what somebody writes stands in the inbox, with who answered it and why'({ desk, phones }) {
    await write(phoneOf(phones, 'leila'), 'how much is it?');
    await answers(phoneOf(phones, 'leila')).first().waitFor();
    await write(phoneOf(phones, 'amir'), 'قیمت چنده؟');
    await answers(phoneOf(phones, 'amir')).first().waitFor();
    await row(desk, /amir/i).waitFor();
    await go(desk, /leila/i);
    await bubble(desk, 'how much is it?').waitFor();
    const automatic = desk.locator('[data-testid=bubble][data-source=rule]').first();
    await automatic.getByRole('button', { name: /Rule/ }).click();
    await desk.getByRole('dialog').getByTestId('winner').getByText('Price (English)').waitFor();
    await desk.keyboard.press('Escape');
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
  },

  async 'opening reads it; a new message of another person makes the row rise, unread'({ desk, phones }) {
    await row(desk, /leila/i).and(desk.locator(':not(.unread)')).waitFor();
    await write(phoneOf(phones, 'amir'), 'are you there?');
    await row(desk, /amir/i).and(desk.locator('.unread')).waitFor();
    await desk.waitForFunction(() => document.querySelector('[data-testid=inbox-row]')?.textContent.toLowerCase().includes('amir'));
  },

  async 'typing takes over, the answer arrives at the phone, and rules stay silent'({ desk, phones }) {
    await go(desk, /leila/i);
    await desk.keyboard.press('r');
    await desk.keyboard.type('It is 49 euro for you.');
    await desk.getByTestId('owner').filter({ hasText: 'A person' }).waitFor();
    await desk.keyboard.press('Control+Enter');
    await answers(phoneOf(phones, 'leila')).filter({ hasText: 'It is 49 euro for you.' }).waitFor();
    await desk.locator('[data-testid=bubble][data-source=person]').filter({ hasText: 'It is 49 euro for you.' }).getByText(/Sent|Seen/).waitFor();
    const before = await answers(phoneOf(phones, 'leila')).count();
    await write(phoneOf(phones, 'leila'), 'how much is the red one?');
    await traceOf(phones, 'how much is the red one?').waitFor();
    await bubble(desk, 'how much is the red one?').waitFor();
    check((await answers(phoneOf(phones, 'leila')).count()) === before, 'a rule answered although a person had taken over');
  },

  async 'handed back, automation answers again'({ desk, phones }) {
    const before = await answers(phoneOf(phones, 'leila')).count();
    await desk.getByTestId('owner').click();
    await desk.getByRole('menuitemcheckbox', { name: /^Automation/ }).click();
    await desk.getByTestId('owner').filter({ hasText: 'Automation' }).waitFor();
    await write(phoneOf(phones, 'leila'), 'what does the green one cost?');
    await answers(phoneOf(phones, 'leila')).nth(before).waitFor();
  },

  async 'a draft is there again after the page was loaded anew'({ desk }) {
    await box(desk).fill('Half a sentence');
    await Promise.all([desk.waitForResponse((response) => response.url().endsWith('/draft')), box(desk).press('Escape')]);
    await desk.reload();
    await desk.waitForFunction(() => document.querySelector('[data-testid=composer] textarea')?.value === 'Half a sentence');
    await Promise.all([desk.waitForResponse((response) => response.url().endsWith('/draft')), box(desk).fill('')]);
    await box(desk).press('Escape');
  },

  async 'a note is kept, edited and removed, and is no message'({ desk, phones }) {
    const before = await answers(phoneOf(phones, 'leila')).count();
    await desk.locator('h2').first().click();
    await desk.keyboard.press('n');
    await desk.keyboard.type('Ask Omid first.');
    await desk.keyboard.press('Control+Enter');
    await desk.getByTestId('note').filter({ hasText: 'Ask Omid first.' }).waitFor();
    check((await answers(phoneOf(phones, 'leila')).count()) === before, 'a note was sent');
  },

  async 'a label is made and put on; the filter by it lists this one alone'({ desk }) {
    await desk.locator('h2').first().click();
    await desk.keyboard.press('l');
    await desk.getByLabel('Find or make a label').fill('Wholesale');
    await desk.getByRole('button', { name: /Make .*Wholesale/ }).click();
    await row(desk, /leila/i).getByText('Wholesale').waitFor();
    await desk.keyboard.press('Escape');
  },

  async 'a slash brings a canned reply with its variables filled'({ desk }) {
    await desk.getByTestId('composer').getByRole('button', { name: 'Canned replies' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: /New/ }).click();
    await desk.getByLabel('Shortcut').fill('hello');
    await desk.getByLabel(/English/).fill('Hello {{name|friend}}, we are here.');
    await desk.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await desk.getByRole('dialog').getByText('/hello').waitFor();
    await desk.keyboard.press('Escape');
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await box(desk).pressSequentially('/hel');
    await desk.getByTestId('canned').getByText('/hello').waitFor();
    await box(desk).press('Enter');
    await desk.waitForFunction(() => /^Hello [^{]+, we are here\.$/.test(document.querySelector('[data-testid=composer] textarea').value));
    await box(desk).fill('');
    await box(desk).press('Escape');
  },

  async 'snoozed, it leaves the list and is among the snoozed; undo brings it back'({ desk }) {
    await go(desk, /leila/i);
    await desk.keyboard.press('s');
    await desk.getByRole('menuitem', { name: /Tomorrow morning/ }).click();
    await row(desk, /leila/i).waitFor({ state: 'detached' });
    await toast(desk, 'Snoozed').waitFor();
    await desk.keyboard.press('Control+z');
    await row(desk, /leila/i).waitFor();
  },

  async 'closed, it leaves; a new message opens it again'({ desk, phones }) {
    await go(desk, /leila/i);
    await desk.keyboard.press('e');
    await row(desk, /leila/i).waitFor({ state: 'detached' });
    await write(phoneOf(phones, 'leila'), 'one more thing');
    await row(desk, /leila/i).and(desk.locator('.unread')).waitFor();
  },

  async 'search finds what was written, by its beginning, and leads there'({ desk }) {
    const find = desk.getByRole('searchbox');
    const found = desk.getByTestId('found');
    const hit = found.locator('.hit').filter({ hasText: 'one more thing' });
    const [nothing, failed] = [found.getByText('Nothing holds'), found.getByText('The search did not answer')];
    try {
      // The index follows what is written by moments: until it has come so far, the words are looked for again.
      for (;;) {
        await find.fill('one more th');
        await hit.or(nothing).or(failed).first().waitFor();
        check((await failed.count()) === 0, 'the server refused to search');
        if (await hit.count()) break;
        await find.fill('');
        await nothing.waitFor({ state: 'detached' });
      }
      await hit.first().click();
      await bubble(desk, 'one more thing').waitFor();
    } finally {
      await find.fill('');
    }
  },

  async 'what one tab does, another shows'({ desk, context, address }) {
    const other = await context.newPage();
    other.setDefaultTimeout(kPatienceMs);
    await visit(other, address, { path: '/inbox' });
    await row(other, /amir/i).waitFor();
    await go(desk, /amir/i);
    await desk.keyboard.press('e');
    await row(other, /amir/i).waitFor({ state: 'detached' });
    await desk.keyboard.press('Control+z');
    await row(other, /amir/i).waitFor();
    await other.close();
  },

  async 'hostile words of a phone are only words here'({ desk, phones, faults }) {
    await arm(desk, faults);
    const vectors = scripts.filter((text) => !/[\n\u0000\u0001]/.test(text)).slice(0, 20);
    await go(desk, /amir/i);
    for (const text of vectors) await write(phoneOf(phones, 'amir'), text);
    await bubble(desk, vectors.at(-1)).first().waitFor();
    const found = await smuggled(desk);
    check(found.length === 0, found.slice(0, 3).join('\n'));
  },

  async 'everything about a person can be taken out, and taken away'({ desk }) {
    await go(desk, /amir/i);
    const panel = desk.getByTestId('panel').first();
    await Promise.all([desk.waitForResponse((response) => response.url().endsWith('/tags')), panel.getByLabel('Tags').fill('regular,')]);
    const [download] = await Promise.all([desk.waitForEvent('download'), panel.getByRole('button', { name: 'Export' }).click()]);
    check(/\.json$/.test(download.suggestedFilename()), `the file is called ${download.suggestedFilename()}`);
    await panel.getByRole('button', { name: 'Erase' }).click();
    const dialog = desk.getByRole('dialog');
    // What a text names stands between marks that keep its direction.
    const [, word] = /\u2068([^\u2069]+)\u2069/.exec(await dialog.locator('label').textContent());
    await dialog.getByRole('textbox').fill(word);
    await dialog.getByRole('button', { name: 'Erase' }).click();
    await toast(desk, 'Erased').waitFor();
    await row(desk, /amir/i).waitFor({ state: 'detached' });
  },
};

/** List and conversation as this size, theme and language show them. */
async function looked(browser, address, size, theme, language) {
  const context = await look(browser, size, theme, language);
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const faults = watch(page);
  await visit(page, address, { path: '/inbox' });
  await row(page, /leila/i).waitFor();
  await fits(page, sizes[size].width, 'the list');
  await accessible(page, 'the list');
  await go(page, /leila/i);
  await fits(page, sizes[size].width, 'the conversation');
  await accessible(page, 'the conversation');
  await context.close();
  check(faults.length === 0, faults.join('\n'));
}

const suite = new Suite();
const running = tested.startsWith('http') ? { address: tested, stop: async () => undefined } : null;
const dunlin = running ?? (await startDunlin(tested));
const { address } = dunlin;
const browser = await launch();
try {
  const context = await look(browser, 'desktop', 'light', 'en');
  const [phones, desk] = [await context.newPage(), await context.newPage()];
  const faults = [];
  for (const page of [phones, desk]) {
    page.setDefaultTimeout(kPatienceMs);
    faults.push(watch(page));
  }
  await visit(phones, address, { path: '/sim' });
  await visit(desk, address, { path: '/inbox' });
  const ran = [];
  for (const [name, journey] of Object.entries(journeys)) {
    if (only && !name.includes(only)) continue;
    await suite.run(name, () => journey({ desk, phones, context, address, faults: ran }));
  }
  for (const size of Object.keys(sizes)) {
    for (const [theme, language] of only ? [] : [['light', 'en'], ['dark', 'fa']]) {
      await suite.run(`list and conversation on a ${size} in ${theme}, ${language}: they fit, axe finds nothing serious`, () => looked(browser, address, size, theme, language));
    }
  }
  const all = [...faults.flat(), ...ran];
  await suite.run('nothing was refused by the content policy and nothing ran', () => check(all.length === 0, all.join('\n')));
  await context.close();
} finally {
  await browser.close();
  await dunlin.stop();
}
suite.end();
