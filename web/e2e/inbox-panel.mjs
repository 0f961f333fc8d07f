// What is done with a conversation and with its person. Each test has a world of its own.
import { readFile } from 'node:fs/promises';
import { check } from './check.mjs';

const row = (page, id) => page.locator(`[data-testid=inbox-row][data-id=${id}]`);
const toast = (page, words) => page.getByTestId('toast').filter({ hasText: words });
const go = async (page, id = 'cnv_leila') => {
  await row(page, id).locator('a').click();
  await page.getByTestId('bubble').last().waitFor();
};

export const inPanel = {
  async 'A assigns, and undo takes it back'({ page }) {
    await go(page);
    await page.keyboard.press('a');
    await page.getByRole('menuitemcheckbox', { name: 'Omid' }).click();
    await toast(page, 'Assigned to').filter({ hasText: 'Omid' }).waitFor();
    await page.getByTestId('talk-head').getByText('Omid').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByTestId('talk-head').getByText('Omid').waitFor({ state: 'detached' });
  },

  async 'S puts it off until a moment of the workspace; it leaves the list and is among the snoozed'({ page }) {
    await go(page);
    await page.keyboard.press('s');
    await page.getByRole('menuitem', { name: /Tomorrow morning/ }).click();
    await toast(page, 'Snoozed until').waitFor();
    await row(page, 'cnv_leila').waitFor({ state: 'detached' });
    await page.goto(new URL('/inbox?view=snoozed', page.url()).href);
    await row(page, 'cnv_leila').waitFor();
  },

  async 'a moment of one’s own must lie ahead'({ page }) {
    await go(page);
    await page.keyboard.press('s');
    await page.getByRole('menuitem', { name: 'Date and time' }).click();
    await page.getByLabel('Until').fill('2020-01-01T10:00');
    await page.getByText('That has passed').waitFor();
    check(await page.getByRole('dialog').getByRole('button', { name: 'Snooze' }).isDisabled(), 'it can be put off into the past');
  },

  async 'labels are put on, made, and seen on the row'({ page }) {
    await go(page, 'cnv_amir');
    await page.keyboard.press('l');
    await page.getByRole('checkbox', { name: 'VIP' }).check();
    await row(page, 'cnv_amir').getByText('VIP').waitFor();
    await page.getByLabel('Find or make a label').fill('Wholesale');
    await page.getByRole('button', { name: /Make .*Wholesale/ }).click();
    await row(page, 'cnv_amir').getByText('Wholesale').waitFor();
  },

  async 'the panel has facts, tags that are kept, consent, and the rules that answered'({ page }) {
    await go(page);
    const panel = page.getByTestId('panel').first();
    await panel.getByText('@leila.m').waitFor();
    await panel.getByText('Consent given').waitFor();
    await Promise.all([page.waitForResponse((response) => response.url().endsWith('/tags')), panel.getByLabel('Tags').fill('regular,')]);
    await page.reload();
    await page.getByTestId('panel').first().getByText('regular').waitFor();
    await page.getByTestId('panel').first().getByRole('button', { name: 'Price (English)' }).click();
    await page.getByRole('dialog').getByText('Opening hours').waitFor();
  },

  async 'everything stored about a person can be taken out'({ page }) {
    await go(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
    check(download.suggestedFilename() === 'leila.m.json', `the file is called ${download.suggestedFilename()}`);
    check(JSON.parse(await readFile(await download.path(), 'utf8')).contact_id === 'con_0', 'it is of somebody else');
  },

  async 'erasing wants their name, and takes the conversation away'({ page }) {
    await go(page);
    await page.getByRole('button', { name: 'Erase' }).click();
    const erase = page.getByRole('dialog').getByRole('button', { name: 'Erase' });
    check(await erase.isDisabled(), 'it can be done without the name');
    await page.getByRole('dialog').getByRole('textbox').fill('leila.m');
    await erase.click();
    await toast(page, 'Erased.').waitFor();
    await row(page, 'cnv_leila').waitFor({ state: 'detached' });
    await page.getByText('Pick a conversation').waitFor();
  },
};
