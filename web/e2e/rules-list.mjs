// The list of rules: each test begins on it, with the four shipped rules.
import { readFile } from 'node:fs/promises';
import { check } from './check.mjs';
import { answering } from './rules-api.mjs';

const names = (page) => page.getByTestId('rule').locator('h3 a').allTextContents();
const grip = (page, name) => page.getByRole('button', { name: new RegExp(`^Move .*${name}`) });
const toast = (page, words) => page.getByTestId('toast').filter({ hasText: words });
const undo = (page, words) => toast(page, words).getByRole('button', { name: 'Undo' }).click();
const rowOf = (page, name) => page.getByTestId('rule').filter({ hasText: name });

export const listing = {
  async 'a row says when, then, and what it did'(page) {
    const row = rowOf(page, 'Price (English)');
    await row.getByText(/somebody writes a message · any of/).waitFor();
    await row.getByText(/Reply/).waitFor();
    await row.getByText(/^[1-9]\d*$/).first().waitFor();
    check((await row.locator('.share').textContent()).includes('%'), 'it does not say its share');
  },

  async 'the keyboard moves a rule, Escape takes it back, and undo brings the former order'(page, { api }) {
    const before = await names(page);
    await grip(page, 'Price .Persian').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    check((await names(page)).join() === [before[1], before[0], ...before.slice(2)].join(), `the arrow left ${await names(page)}`);
    await page.getByRole('status').filter({ hasText: /place 1 of 4/ }).waitFor();
    check((await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).includes('Persian'), 'the focus was lost');
    await page.keyboard.press('Escape');
    check((await names(page)).join() === before.join(), 'Escape did not take it back');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await toast(page, 'new order').waitFor();
    const order = async () => (await api.get('/rules')).items.map(({ name }) => name).join();
    check((await order()) === [before[1], before[0], ...before.slice(2)].join(), `the server has ${await order()}`);
    await undo(page, 'new order');
    await toast(page, 'former order').waitFor();
    check((await order()) === before.join(), `the server has ${await order()} after undo`);
  },

  async 'a mouse drags a rule to its place'(page) {
    const before = await names(page);
    const from = await grip(page, 'Price .English').boundingBox();
    const to = await grip(page, 'Fallback .Persian').boundingBox();
    await page.mouse.move(from.x + 8, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 8, to.y + to.height, { steps: 8 });
    await page.mouse.up();
    await toast(page, 'new order').waitFor();
    check((await names(page)).join() === [before[1], before[2], before[0], before[3]].join(), `it left ${await names(page)}`);
    await undo(page, 'new order');
    await toast(page, 'former order').waitFor();
    check((await names(page)).join() === before.join(), 'undo did not bring the former order');
  },

  async 'the switch acts at once and can be undone'(page, { api }) {
    await rowOf(page, 'Fallback (English)').getByRole('switch').click();
    await toast(page, 'is off').waitFor();
    check((await api.rule('Fallback (English)')).active === false, 'it still answers');
    await undo(page, 'is off');
    await toast(page, 'is on').waitFor();
    check((await api.rule('Fallback (English)')).active === true, 'it does not answer again');
  },

  async 'a removed rule comes back by undo'(page, { api }) {
    await api.post('/rules', answering('Passing', 'passing', 'x'));
    await rowOf(page, 'Passing').getByRole('button', { name: /^More about/ }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await toast(page, 'is removed').waitFor();
    check((await api.rule('Passing')) === undefined, 'it is still there');
    await undo(page, 'is removed');
    await rowOf(page, 'Passing').waitFor();
    check((await api.rule('Passing')) !== undefined, 'it did not come back');
  },

  async 'a template begins a draft, which stands above the rules until it is published'(page, { api }) {
    await page.keyboard.press('n');
    await page.getByRole('dialog').getByRole('button', { name: /^Shipping/ }).click();
    await page.waitForURL('**/rules/rul_*');
    await page.getByTestId('name').waitFor();
    await page.getByRole('link', { name: 'All rules' }).click();
    await page.getByText('Begun, not published yet').waitFor();
    await page.getByRole('link', { name: /Shipping.*Not published yet/ }).waitFor();
    check((await api.rule('Shipping')) === undefined, 'it answers already');
  },

  async 'a draft of a published rule is a dot on its row'(page, { api }) {
    const rule = await api.rule('Price (English)');
    await api.put(`/rule-drafts/${rule.id}`, { rule: { ...rule, cooldown_seconds: 60 } });
    await rowOf(page, 'Price (English)').getByText('Draft').waitFor();
  },

  async 'rules go out as YAML and come in again, all or none, with the fault named'(page, { api }) {
    await page.getByTestId('rules-menu').click();
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as YAML' }).click();
    const file = await (await coming).path();
    const yaml = await readFile(file, 'utf8');
    check(yaml.includes('Price (English)'), `the file holds ${yaml.slice(0, 200)}`);
    await page.getByTestId('rules-menu').click();
    await page.getByRole('menuitem', { name: 'Import YAML' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Or paste it here').fill('rules:\n  - name: Bad\n    trigger: nonsense\n    actions: []\n');
    await dialog.getByRole('button', { name: 'Import' }).click();
    await dialog.getByText(/trigger/).first().waitFor();
    await dialog.getByLabel('Or paste it here').fill(`${yaml}\n  - name: From a file\n    actions:\n      - type: reply\n        variants:\n          - text: Hello\n    conditions:\n      keywords:\n        any: [fromfile]\n`);
    await dialog.getByRole('button', { name: 'Import' }).click();
    await toast(page, /1.* added/).waitFor();
    await rowOf(page, 'From a file').waitFor();
    check((await api.rule('From a file')) !== undefined, 'it was not published');
  },
};
