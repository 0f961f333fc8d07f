// Answering: bubbles, composer, take-over, collision, canned replies, drafts, notes, failures. Each test has a world of its own.
import { check } from './check.mjs';

const bubble = (page, words) => page.getByTestId('bubble').filter({ hasText: words });
const box = (page) => page.getByTestId('composer').locator('textarea');
const go = async (page, id = 'cnv_leila') => {
  await page.locator(`[data-testid=inbox-row][data-id=${id}] a`).click();
  await page.getByTestId('bubble').last().waitFor();
};

export const byHand = {
  async 'every kind of bubble tells what it is'({ page }) {
    await go(page);
    await bubble(page, 'I saw the linen dress').getByText('Reply to our story').waitFor();
    await bubble(page, 'this one, to be exact').getByText('It is 49 €').waitFor();
    await bubble(page, 'Yes, that is the one.').getByText('Sent from Instagram').waitFor();
    await bubble(page, 'Message unsent').waitFor();
    check((await page.getByText('My address is').count()) === 0, 'an unsent text is shown');
    await bubble(page, 'Voice message').waitFor();
    await bubble(page, 'Linen dress').getByText('Order').waitFor();
    check((await page.locator('a[href^="javascript"]').count()) === 0, 'a stranger made a link that runs');
    await bubble(page, 'Hello! It is 49').locator('.reaction').waitFor();
  },

  async 'opening reads it; U keeps it unread'({ page }) {
    await go(page);
    const row = page.locator('[data-testid=inbox-row][data-id=cnv_leila]');
    await row.and(page.locator(':not(.unread)')).waitFor();
    await page.locator('h2').first().click();
    await page.keyboard.press('u');
    await row.and(page.locator('.unread')).waitFor();
  },

  async 'an automatic bubble opens its trace'({ page }) {
    await go(page);
    await bubble(page, 'Hello! It is 49').getByRole('button', { name: /Rule/ }).click();
    await page.getByRole('dialog').getByText('Price (English)').waitFor();
    await page.keyboard.press('Escape');
  },

  async 'typing takes over from automation; handing back is one menu away'({ page, tell }) {
    await go(page);
    await page.getByText('An automatic answer is on its way (1)').waitFor();
    await box(page).pressSequentially('Hi');
    await page.getByTestId('owner').filter({ hasText: 'A person' }).waitFor();
    check((await tell('owner', { conversation: 'cnv_leila' })).owner === 'person', 'the server still answers by itself');
    await page.getByTestId('owner').click();
    await page.getByRole('menuitemcheckbox', { name: /^Automation/ }).click();
    await page.getByTestId('toast').filter({ hasText: 'Automation answers again' }).waitFor();
    check((await tell('owner', { conversation: 'cnv_leila' })).owner === 'automation', 'it was not handed back');
  },

  async 'an answer is sent once, stands at once, and tells how far it came'({ page, tell }) {
    await go(page);
    await page.keyboard.press('r');
    await page.keyboard.type('It is 49 €, Leila.');
    await page.keyboard.press('Control+Enter');
    await bubble(page, 'It is 49 €, Leila.').getByText('Sent').waitFor();
    check((await box(page).inputValue()) === '', 'the composer still holds it');
    const { texts } = await tell('sent', { conversation: 'cnv_leila' });
    check(texts.filter((text) => text === 'It is 49 €, Leila.').length === 1, 'it was sent more than once');
  },

  async 'an answer whose receipt is lost is kept; sending it again sends it once'({ page, tell }) {
    await go(page);
    const all = '**/api/v1/conversations/*/messages';
    await page.route(all, async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await box(page).fill('Are you still there?');
    await page.keyboard.press('Control+Enter');
    const waiting = page.getByTestId('waiting').filter({ hasText: 'Are you still there?' });
    await waiting.getByText('the connection was lost').waitFor();
    await page.unroute(all);
    await waiting.getByRole('button', { name: 'Send again' }).click();
    await waiting.waitFor({ state: 'detached' });
    await bubble(page, 'Are you still there?').waitFor();
    const { texts } = await tell('sent', { conversation: 'cnv_leila' });
    check(texts.filter((text) => text === 'Are you still there?').length === 1, 'it was sent more than once');
  },

  async 'a refusal gives the text back with its reason'({ page, tell }) {
    await go(page);
    await box(page).fill('One last word');
    await tell('refuse', { why: 'This person has asked not to be written to.' });
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('This person has asked not to be written to.').waitFor();
    check((await box(page).inputValue()) === 'One last word', 'what was written is lost');
  },

  async 'what failed says why and is sent again; of what is unclear a person says what became of it'({ page }) {
    await go(page);
    const failed = bubble(page, 'We also have it in green.');
    await failed.getByText('It did not arrive, after several tries.').waitFor();
    await failed.getByRole('button', { name: 'Send again' }).click();
    await page.locator('[data-testid=bubble][data-id=msg_leila_11][data-status=sent]').waitFor();
    const unclear = bubble(page, 'Shall I put one aside');
    check((await unclear.getByRole('button', { name: 'Send again' }).count()) === 0, 'what may have arrived is offered again');
    await unclear.getByRole('button', { name: 'It arrived' }).click();
    await page.locator('[data-testid=bubble][data-id=msg_leila_12][data-status=sent]').waitFor();
  },

  async 'the countdown has three colours, each with its reason and the way out'({ page, address }) {
    await go(page);
    const state = () => page.getByTestId('window');
    await state().getByText(/left to answer/).waitFor();
    check((await state().getAttribute('data-state')) === 'open', 'it is not open');
    await page.goto(`${address}inbox/cnv_300`);
    await state().getByText(/People only/).waitFor();
    await state().getByText(/a person may still answer/).waitFor();
    await state().getByText(/Answer yourself before it closes/).waitFor();
    await page.goto(`${address}inbox/cnv_2500`);
    await state().getByText('Closed for answers').waitFor();
    await state().getByText(/Wait until .* writes again/).waitFor();
    await box(page).fill('Hello?');
    check(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled(), 'it can be sent although it is closed');
  },

  async 'a slash offers canned replies; the one chosen comes with its variables filled'({ page }) {
    await go(page);
    await box(page).pressSequentially('/ho');
    await page.getByRole('option', { name: /hours/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[data-testid=composer] textarea').value === 'We are open from 9 to 18, Leila Moradi.');
  },

  async 'a draft stays where it was begun, also after the page is loaded again'({ page, address }) {
    await go(page);
    await box(page).fill('Half a sentence');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.locator('[data-testid=conversation][data-id=cnv_amir] [data-testid=bubble]').last().waitFor();
    check((await box(page).inputValue()) === '', 'the draft went along');
    await page.goto(`${address}inbox/cnv_leila`);
    await page.waitForFunction(() => document.querySelector('[data-testid=composer] textarea')?.value === 'Half a sentence');
  },

  async 'a note is written by N, is no message, is edited and removed'({ page, tell }) {
    await go(page);
    await page.getByTestId('note').filter({ hasText: 'She bought two dresses' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Ask Omid first.');
    await page.keyboard.press('Control+Enter');
    const note = page.getByTestId('note').filter({ hasText: 'Ask Omid first.' });
    await note.getByText('You').waitFor();
    check(!(await tell('sent', { conversation: 'cnv_leila' })).texts.includes('Ask Omid first.'), 'a note was sent');
    await note.getByRole('button', { name: 'What to do with the note' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByTestId('note').locator('textarea').fill('Ask Omid today.');
    await page.getByTestId('note').getByRole('button', { name: 'Save' }).click();
    const edited = page.getByTestId('note').filter({ hasText: 'Ask Omid today.' });
    await edited.getByText('Edited').waitFor();
    await edited.getByRole('button', { name: 'What to do with the note' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await edited.waitFor({ state: 'detached' });
  },

  async 'who else is there is told; two who write are warned'({ page, tell }) {
    await go(page);
    await tell('meet', { conversation: 'cnv_leila', person: 'per_omid', state: 'viewing' });
    await page.getByText(/Omid.* has this open, too\./).waitFor();
    await tell('meet', { conversation: 'cnv_leila', person: 'per_omid', state: 'typing' });
    await page.getByTestId('collision').getByText(/Omid.* is writing an answer/).waitFor();
    await tell('meet', { conversation: 'cnv_leila', person: 'per_omid', state: 'gone' });
    await page.getByTestId('collision').waitFor({ state: 'detached' });
  },

  async 'what the person writes comes in at the end; who reads further up is told'({ page, tell }) {
    await go(page, 'cnv_3');
    await tell('say', { conversation: 'cnv_3', text: 'And one more question' });
    await bubble(page, 'And one more question').waitFor();
    await page.getByTestId('thread').evaluate((one) => one.scrollTo({ top: 0 }));
    await tell('say', { conversation: 'cnv_3', text: 'Hello again' });
    await page.getByTestId('thread-pill').click();
    await bubble(page, 'Hello again').waitFor();
  },

  async 'a file goes by an address, in the kinds that the account can send'({ page }) {
    await go(page);
    await page.getByRole('button', { name: 'Send a file' }).click();
    await page.getByRole('dialog').getByText('JPEG, PNG').waitFor();
    await page.getByLabel('Address').fill('http://photos.example/a.jpg');
    await page.getByText('begins with https').waitFor();
    await page.getByLabel('Address').fill('https://photos.example/a.jpg');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.locator('[data-testid=bubble][data-source=person]').filter({ hasText: 'Photo' }).waitFor();
  },
};
