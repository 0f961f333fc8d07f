// Fields and long lists. Each test begins on the page of the design system.
import { check } from './check.mjs';

export const lists = {
  async 'words become chips by Enter, comma and paste; Backspace and arrows reach them'(page) {
    const input = page.getByLabel('Any of these words');
    const words = () => page.locator('#fields .chip bdi').allTextContents();
    await input.focus();
    await page.keyboard.type('cost,');
    await page.keyboard.type('Price');
    await page.keyboard.press('Enter');
    check((await words()).join() === 'price,how much,قیمت,cost', `they are ${await words()}`);
    await page.keyboard.press('Backspace');
    check((await words()).join() === 'price,how much,قیمت', 'Backspace takes none away');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    check((await words()).join() === 'price,قیمت', `the arrows led elsewhere: ${await words()}`);
    await input.evaluate((one) => {
      const data = new DataTransfer();
      data.setData('text', 'blue dress\nred dress، سبز');
      one.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.locator('#fields .chip').filter({ hasText: 'سبز' }).waitFor();
    check((await words()).length === 5, `a pasted list became ${await words()}`);
  },

  async 'a choice is made by keyboard, from a list and by typing'(page) {
    await page.getByLabel('Role').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /Operator/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#fields .ui-select').filter({ hasText: 'Operator' }).waitFor();
    const zone = page.getByLabel('Time zone');
    await zone.focus();
    await page.keyboard.type('ber');
    await page.getByRole('option', { name: 'Europe/Berlin' }).waitFor();
    check((await page.getByRole('option').count()) === 1, 'others are offered, too');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    check((await zone.inputValue()) === 'Europe/Berlin', `it holds ${await zone.inputValue()}`);
  },

  async 'a field says what is wrong, and stops saying it'(page) {
    const email = page.getByRole('textbox', { name: 'E-mail' });
    const described = await email.getAttribute('aria-describedby');
    check((await email.getAttribute('aria-invalid')) === 'true' && (await page.locator(`#${described}`).textContent()).includes('lacks an @'), 'the fault is not tied to the field');
    await email.fill('leila@example.com');
    check((await email.getAttribute('aria-invalid')) === null, 'it is still called wrong');
  },

  async 'thousands of rows scroll with a handful in the document'(page) {
    const box = page.getByTestId('list').locator('[role=group]');
    await box.scrollIntoViewIfNeeded();
    for (let i = 0; i < 40; i += 1) await box.evaluate((one) => one.scrollBy({ top: 4000 }));
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=list] [data-row]')?.dataset.row) < -200);
    const drawn = await page.getByTestId('list').locator('[role=listitem]').count();
    check(drawn < 40, `${drawn} rows are in the document`);
  },

  async 'what somebody reads stays where it is while rows arrive and rise; a pill tells of them'(page) {
    const box = page.getByTestId('list').locator('[role=group]');
    await box.scrollIntoViewIfNeeded();
    await box.evaluate((one) => one.scrollTo({ top: 1500 }));
    await page.waitForFunction(() => document.querySelector('[data-testid=list] [role=group]').scrollTop > 1400);
    const seen = () =>
      box.evaluate((one) => {
        const edge = one.getBoundingClientRect().top;
        const row = [...one.querySelectorAll('[data-row]')].find((each) => each.getBoundingClientRect().bottom > edge + 1);
        return `${row.dataset.row} at ${Math.round(row.getBoundingClientRect().top - edge)}`;
      });
    const before = await seen();
    await page.getByTestId('arrive').click();
    await page.getByTestId('list').getByTestId('new-pill').filter({ hasText: '3 new' }).waitFor();
    check((await seen()) === before, `${before} became ${await seen()} when rows arrived`);
    await page.getByTestId('rise').click();
    await page.waitForTimeout(0);
    check((await seen()) === before, `${before} became ${await seen()} when a row rose`);
    await page.getByTestId('list').getByTestId('new-pill').click();
    await page.getByTestId('list').locator('[data-row="63"]').waitFor();
    await page.getByTestId('new-pill').waitFor({ state: 'detached' });
  },

  async 'a table sorts by its headings and turns to lines where it is narrow'(page) {
    const table = page.getByRole('table', { name: 'Members' });
    const names = () => table.getByRole('row').locator('.who bdi').allTextContents();
    check((await names())[0] === 'Amir', 'it begins in another order');
    await table.getByRole('button', { name: 'Member' }).click();
    check((await table.getByRole('columnheader', { name: 'Member' }).getAttribute('aria-sort')) === 'ascending', 'the order is not told');
    await table.getByRole('button', { name: 'Member' }).click();
    check((await names())[0] === 'زهرا کریمی', `it begins with ${(await names())[0]}`);
  },

  async 'tabs by arrows, in the direction of the page'(page) {
    await page.getByRole('tab', { name: /Messages/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('What stands under the tab').filter({ hasText: 'Notes' }).waitFor();
  },
};
