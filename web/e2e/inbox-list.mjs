// The list: views, filters, search, keys, many at once. Each test has a world of its own, opened at /inbox.
import { check } from './check.mjs';

const row = (page, id) => page.locator(`[data-testid=inbox-row][data-id=${id}]`);
const list = (page) => page.getByRole('group', { name: 'Conversations' });
const toast = (page, words) => page.getByTestId('toast').filter({ hasText: words });
const ids = (page) => page.getByTestId('inbox-row').evaluateAll((all) => all.map((one) => one.dataset.id));
const openId = (page) => page.locator('[data-testid=conversation]').getAttribute('data-id');

export const inList = {
  async 'thousands of conversations scroll with a handful in the document, page after page'({ page }) {
    const first = (await ids(page))[0];
    check(first === 'cnv_leila', `it begins with ${first}`);
    for (let i = 0; i < 60; i += 1) await list(page).evaluate((one) => one.scrollBy({ top: 3000 }));
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=inbox-row]:last-child, [data-testid=inbox-row]')?.dataset.id.split('_')[1]) > 150);
    check((await page.getByTestId('inbox-row').count()) < 40, 'too many rows are in the document');
  },

  async 'what somebody reads keeps its place while others write; a pill tells of them'({ page, tell }) {
    await list(page).evaluate((one) => one.scrollTo({ top: 1400 }));
    await page.waitForFunction(() => document.querySelector('[data-keeps-scroll=inbox]').scrollTop > 1300);
    const seen = () =>
      list(page).evaluate((one) => {
        const edge = one.getBoundingClientRect().top;
        const found = [...one.querySelectorAll('[data-testid=inbox-row]')].find((each) => each.getBoundingClientRect().bottom > edge + 1);
        return `${found.dataset.id} at ${Math.round(found.getBoundingClientRect().top - edge)}`;
      });
    const before = await seen();
    await tell('say', { conversation: 'cnv_2900', text: 'Are you there?' });
    await tell('say', { conversation: 'cnv_2901', text: 'Hello?' });
    await page.getByTestId('inbox-list').getByTestId('new-pill').filter({ hasText: '2 new' }).waitFor();
    check((await seen()) === before, `${before} became ${await seen()}`);
    await page.getByTestId('inbox-list').getByTestId('new-pill').click();
    await row(page, 'cnv_2901').waitFor();
    await row(page, 'cnv_2901').getByText('Hello?').waitFor();
  },

  async 'a message of somebody makes the row rise, weighty and with a dot'({ page, tell }) {
    await tell('say', { conversation: 'cnv_20', text: 'One more thing' });
    await row(page, 'cnv_20').getByText('One more thing').waitFor();
    check((await ids(page))[0] === 'cnv_20', 'the row did not rise');
    check((await row(page, 'cnv_20').getByText('Unread').count()) === 1, 'it is not told as unread');
  },

  async 'views have counts that are what they list; the address holds them'({ page }) {
    const told = Number((await page.locator('[data-view=mine] .count').textContent()).replace(/\D/g, ''));
    await page.locator('[data-view=mine]').click();
    await page.waitForURL((url) => url.searchParams.get('view') === 'mine');
    await page.waitForFunction((n) => document.querySelector('[data-keeps-scroll=inbox] [role=listitem]') !== null && n > 0, told);
    for (let i = 0; i < 20; i += 1) await list(page).evaluate((one) => one.scrollTo({ top: one.scrollHeight }));
    await page.locator(`[aria-posinset="${told}"]`).waitFor();
    check((await page.locator(`[aria-posinset="${told + 1}"]`).count()) === 0, 'it lists more than it counts');
    await page.goBack();
    await row(page, 'cnv_leila').waitFor();
  },

  async 'a filter narrows, is kept in the address, saved under a name, and removed'({ page }) {
    await page.getByTestId('filter').click();
    await page.getByText('Unread only').click();
    await page.waitForURL((url) => url.searchParams.get('unread') === '1');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=inbox-row]')].every((one) => one.classList.contains('unread')));
    await page.getByRole('button', { name: 'More views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Fresh');
    await page.getByRole('dialog').getByRole('button', { name: 'Save this view' }).click();
    await toast(page, 'was saved').waitFor();
    await page.locator('[data-view=all]').click();
    await page.getByRole('button', { name: 'More views' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Fresh' }).click();
    await page.waitForURL((url) => url.searchParams.get('unread') === '1');
    await page.locator('.views .other').filter({ hasText: 'Fresh' }).waitFor();
    await page.getByRole('button', { name: 'More views' }).click();
    await page.getByRole('menuitem', { name: 'Remove this view' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove this view' }).click();
    await page.locator('.views .other').waitFor({ state: 'detached' });
  },

  async 'J and K walk, E closes and goes on, Ctrl+Z takes it back, Back leads to the list'({ page }) {
    await page.keyboard.press('j');
    await page.getByTestId('conversation').waitFor();
    check((await openId(page)) === 'cnv_leila', `J opened ${await openId(page)}`);
    await page.keyboard.press('j');
    await page.locator('[data-testid=conversation][data-id=cnv_amir]').waitFor();
    await page.keyboard.press('k');
    await page.locator('[data-testid=conversation][data-id=cnv_leila]').waitFor();
    await page.getByTestId('bubble').last().waitFor();
    await page.keyboard.press('e');
    await toast(page, 'Closed: ').waitFor();
    await page.locator('[data-testid=conversation][data-id=cnv_amir]').waitFor();
    await row(page, 'cnv_leila').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await row(page, 'cnv_leila').waitFor();
    await page.goBack();
    await page.getByText('Pick a conversation').waitFor();
  },

  async 'the keys are on the sheet'({ page }) {
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog').getByText('Next conversation').waitFor();
    await page.keyboard.press('Escape');
  },

  async 'many are closed at once; the one that was refused stays and is told of; undo brings the others back'({ page }) {
    for (const id of ['cnv_leila', 'cnv_amir', 'cnv_7']) {
      await row(page, id).hover();
      await row(page, id).getByRole('checkbox').check();
    }
    await page.getByTestId('bulk').getByText('3 selected').waitFor();
    await page.getByTestId('bulk').getByRole('button', { name: 'Close' }).click();
    await toast(page, /Closed: .*2.* conversations/).waitFor();
    await toast(page, /1.* were left as they were/).filter({ hasText: 'Somebody changed it' }).waitFor();
    await row(page, 'cnv_leila').waitFor({ state: 'detached' });
    await row(page, 'cnv_7').waitFor();
    await page.keyboard.press('Control+z');
    await row(page, 'cnv_leila').waitFor();
    await row(page, 'cnv_amir').waitFor();
  },

  async 'search finds words and people, marks them, and leads to the message'({ page }) {
    await page.keyboard.press('/');
    await page.keyboard.type('linen');
    const hit = page.getByTestId('found').locator('.hit').first();
    await hit.locator('mark').filter({ hasText: 'linen' }).waitFor();
    await page.getByTestId('found').locator('label').filter({ hasText: 'People' }).click();
    await page.getByRole('searchbox').fill('leila');
    await page.getByTestId('found').locator('.hit').filter({ hasText: 'Leila Moradi' }).click();
    await page.locator('[data-testid=conversation][data-id=cnv_leila]').waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Escape');
    await row(page, 'cnv_leila').waitFor();
  },

  async 'an empty view says what will be there'({ page }) {
    await page.goto(page.url() + '?view=archived');
    await page.getByText('Nothing is archived').waitFor();
  },
};
