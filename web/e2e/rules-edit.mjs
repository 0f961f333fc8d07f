// Writing, trying and publishing a rule: each test begins on the list, with the four shipped rules.
import { check } from './check.mjs';
import { answering } from './rules-api.mjs';
import { look, visit } from './screens.mjs';

const line = (page, name) => page.locator(`[data-line="${name}"]`);
const saved = (page) => page.getByTestId('saved').getByText(/Draft saved at/).waitFor();
const name = (page) => page.getByTestId('name');
const verdict = (page, words) => page.getByTestId('verdict').getByText(words).waitFor();
const chat = (page, words) => page.getByTestId('chat').getByText(words).waitFor();
const toast = (page, words) => page.getByTestId('toast').filter({ hasText: words });
const dialog = (page) => page.getByRole('dialog');

async function openRule(page, { api, address }, rule) {
  const made = await api.post('/rules', rule);
  await visit(page, address, { path: `/rules/${made.id}` });
  await name(page).waitFor();
  return made;
}

async function addCondition(page, words) {
  await page.getByTestId('add-condition').click();
  await page.getByRole('menuitem', { name: new RegExp(`^${words}`) }).click();
}

export const editing = {
  async 'a rule is built from nothing, tried, published, and answers'(page, { api, address }) {
    await page.getByRole('button', { name: 'New rule' }).click();
    await dialog(page).getByRole('button', { name: /^Empty rule/ }).click();
    await name(page).waitFor();
    await page.getByTestId('publish').click();
    await toast(page, 'still lacking').waitFor();
    await line(page, 'name').getByText('Must not be empty.').waitFor();
    await name(page).fill('Colours');
    const words = line(page, 'keywords.any').getByRole('textbox');
    await words.fill('colour');
    await words.press('Enter');
    await words.fill('which shade');
    await words.press('Enter');
    await page.getByTestId('variant').getByRole('textbox', { name: 'What it replies' }).fill('Hi {{name|there}}! Blue and green.');
    await saved(page);
    await chat(page, 'Hi Leila! Blue and green.');
    await verdict(page, 'This rule answers.');
    await page.getByTestId('try-line').fill('do you have another colour?');
    await page.locator('mark').getByText('colour').waitFor();
    await page.getByTestId('try-line').fill('good morning');
    await verdict(page, 'This rule does not answer.');
    await page.getByTestId('why').getByText('Its keywords do not occur.').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await dialog(page).getByText('A new rule').first().waitFor();
    await dialog(page).getByTestId('backtest-line').waitFor();
    await dialog(page).getByTestId('publish-do').click();
    await toast(page, 'answers from now on').waitFor();
    const rule = await api.rule('Colours');
    check(rule.conditions.keywords.any.map(({ kind }) => kind).join() === 'word,phrase', `the keywords became ${JSON.stringify(rule.conditions.keywords.any)}`);
    check(new URL(page.url()).pathname === `/rules/${rule.id}`, `the address is ${page.url()}`);
    await visit(page, address, { path: '/sim' });
    const leila = page.getByTestId('phone-leila');
    await leila.getByRole('textbox', { name: 'Message' }).fill('which colour do you have?');
    await leila.getByRole('textbox', { name: 'Message' }).press('Enter');
    await leila.getByText(/Blue and green\./).first().waitFor();
  },

  async 'the publish tells what changes, in words, and undo publishes the former version again'(page, stage) {
    const rule = await openRule(page, stage, answering('Opening', 'open', 'We are open until six.'));
    await page.getByTestId('variant').getByRole('textbox').first().fill('We are open until seven.');
    const words = line(page, 'keywords.any').locator('.chips > input');
    await words.fill('hours');
    await words.press('Enter');
    await saved(page);
    await page.getByTestId('publish').click();
    const changes = dialog(page).getByTestId('changes');
    await changes.locator('ins').getByText('hours').waitFor();
    await changes.locator('del').getByText('six.').waitFor();
    await changes.locator('ins').getByText('seven.').waitFor();
    await dialog(page).getByTestId('backtest-line').getByText(/Last .*30.* days: would have answered/).waitFor();
    await dialog(page).getByTestId('publish-do').click();
    await toast(page, 'answers from now on').getByRole('button', { name: 'Undo' }).click();
    await page.getByTestId('variant').getByRole('textbox').first().and(page.locator('textarea')).waitFor();
    await page.waitForFunction(() => document.querySelector('[data-testid=variant] textarea')?.value.includes('six'));
    check((await stage.api.rule('Opening')).version > rule.version + 1, 'nothing was published again');
  },

  async 'all conditions stand behind one button, and each can be taken away again'(page, stage) {
    await openRule(page, stage, answering('Filters', 'filters', 'x'));
    for (const [words, at] of [['and it has all of', 'keywords.all'], ['and its language is', 'languages'], ['and the time is', 'schedule'], ['and the person has a tag of', 'tags_any']]) {
      await addCondition(page, words);
      await line(page, at).waitFor();
    }
    await line(page, 'languages').getByRole('button').first().click();
    await page.getByLabel('Persian').check();
    await page.keyboard.press('Escape');
    await line(page, 'tags_any').getByRole('textbox').fill('vip');
    await line(page, 'tags_any').getByRole('textbox').press('Enter');
    await line(page, 'schedule').getByText('Sat').click();
    await saved(page);
    await page.waitForFunction(() => document.querySelector('[data-testid=saved]')?.textContent.includes('Draft saved'));
    const find = async () => (await stage.api.get('/rule-drafts')).items.find((one) => one.rule.name === 'Filters').rule.conditions;
    const found = await find();
    check(found.languages.join() === 'fa' && found.tags_any.join() === 'vip' && found.schedule.days.join() === '1,2,3,4,5,6', JSON.stringify(found));
    await line(page, 'schedule').getByRole('button', { name: /^Remove: .?and the time is/ }).click();
    await line(page, 'schedule').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('[data-testid=saved]')?.textContent.includes('Saving'));
    await saved(page);
    check((await find()).schedule === null, 'the hours are still asked');
  },

  async 'a keyword is looked at closely: its kind, and a regular expression with a comma'(page, stage) {
    await openRule(page, stage, answering('Sizes', 'size', 'x'));
    await line(page, 'keywords.any').getByRole('button', { name: 'size', exact: true }).click();
    await page.getByRole('textbox', { name: 'Keyword', exact: true }).fill('size\\s?\\d{1,2}');
    await page.getByText('regular expression').click();
    await page.keyboard.press('Escape');
    await saved(page);
    await page.getByTestId('try-line').fill('do you have size 38?');
    await page.locator('mark').getByText('size 38').waitFor();
  },

  async 'wordings, quick replies and their loop: the note stands on its line'(page, stage) {
    await openRule(page, stage, answering('Loop', 'menu', 'Choose:'));
    await page.getByTestId('add-variant').click();
    await page.getByTestId('variant').nth(1).getByRole('textbox', { name: 'What it replies' }).fill('What will it be?');
    const quick = page.getByTestId('variant').first().getByRole('textbox', { name: 'Quick replies' });
    await quick.fill('the menu');
    await quick.press('Enter');
    await line(page, 'keywords.any').waitFor();
    await page.getByTestId('variant').first().getByText(/Whoever taps .*the menu.* gets this answer again\./).waitFor();
    await page.getByText(/Wording .*of .*2/).waitFor();
  },

  async 'a rule that another one shadows says so, and goes before it'(page, stage) {
    const first = await stage.api.post('/rules', answering('Every price', 'price', 'x', { priority: 999 }));
    await openRule(page, stage, answering('One price', 'price', 'y'));
    await name(page).fill('One price more');
    await line(page, 'place').getByText(/Every price.* comes first/).waitFor();
    await line(page, 'place').getByRole('button', { name: /Ask it before .*Every price/ }).click();
    await line(page, 'place').getByText(/Every price.* comes first/).waitFor({ state: 'detached' });
    const draft = (await stage.api.get('/rule-drafts')).items.find((one) => one.rule.name === 'One price more');
    check(draft.rule.priority > first.priority, `its priority is ${draft.rule.priority}`);
  },

  async 'two people write on the same draft: it is said who saved, and neither is lost unasked'(page, stage) {
    const rule = await openRule(page, stage, answering('Both', 'both', 'One.'));
    await name(page).fill('Both of us');
    await saved(page);
    const context = await look(stage.browser, 'desktop', 'light', 'en');
    const other = await context.newPage();
    await visit(other, stage.address, { path: `/rules/${rule.id}` });
    await other.waitForFunction(() => document.querySelector('[data-testid=name]')?.value === 'Both of us');
    await other.getByTestId('name').fill('Theirs');
    await saved(other);
    await page.waitForFunction(() => document.querySelector('[data-testid=name]')?.value === 'Theirs');
    await page.getByText(/changed this draft just now/).waitFor();
    const draft = await stage.api.get(`/rule-drafts/${rule.id}`);
    // While the page is hidden it does not look: what somebody else saves then clashes with the next save.
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }));
    await stage.api.put(`/rule-drafts/${rule.id}`, { rule: { ...draft.rule, name: 'Third' } });
    await name(page).fill('Mine');
    await page.getByRole('alert').getByText(/saved this draft/).waitFor();
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await saved(page);
    check((await stage.api.get(`/rule-drafts/${rule.id}`)).rule.name === 'Mine', 'mine was not kept');
    await context.close();
  },

  async 'what the list changed meanwhile is no quarrel; what was published anew is taken over'(page, stage) {
    const rule = await openRule(page, stage, answering('Moved', 'moved', 'One.'));
    await name(page).fill('Moved on');
    await saved(page);
    await stage.api.put(`/rules/${rule.id}`, { ...rule, active: false, version: undefined });
    await visit(page, stage.address, { path: `/rules/${rule.id}` });
    await page.getByTestId('saved').getByText(/Draft saved/).waitFor();
    check((await page.getByText('was published since').count()) === 0, 'the switch made a quarrel');
    const again = await stage.api.rule('Moved');
    await stage.api.put(`/rules/${rule.id}`, { ...again, actions: [{ type: 'reply', variants: [{ text: 'Two.' }] }] });
    await visit(page, stage.address, { path: `/rules/${rule.id}` });
    await page.getByRole('button', { name: 'Take over what changed' }).click();
    await page.waitForFunction(() => document.querySelector('[data-testid=variant] textarea')?.value === 'Two.');
    check((await name(page).inputValue()) === 'Moved on', 'mine was lost');
    await page.getByText('was published since').waitFor({ state: 'detached' });
  },

  async 'versions tell their difference, and one is restored'(page, stage) {
    const rule = await openRule(page, stage, answering('Old', 'old', 'First.'));
    await stage.api.put(`/rules/${rule.id}`, answering('Old', 'old', 'Second.'));
    await visit(page, stage.address, { path: `/rules/${rule.id}` });
    await page.getByRole('button', { name: 'Versions' }).click();
    await dialog(page).locator('del').getByText('First.').waitFor();
    await dialog(page).getByRole('button', { name: 'Restore' }).click();
    await toast(page, 'published again').waitFor();
    await page.waitForFunction(() => document.querySelector('[data-testid=variant] textarea')?.value === 'First.');
  },

  async 'a message that came is tried, with its words underlined'(page, stage) {
    await openRule(page, stage, answering('Dress', 'much', 'x', { priority: 900 }));
    await page.getByTestId('pick').click();
    await dialog(page).getByTestId('written').getByText('how much is it?').first().click();
    await chat(page, 'how much is it?');
    await page.locator('mark').getByText('much').first().waitFor();
    await page.getByRole('button', { name: 'Type one' }).click();
    await page.getByTestId('try-line').waitFor();
  },

  async 'a backtest runs over what came and shows what would change'(page, stage) {
    await openRule(page, stage, answering('Greedy', 'much', 'x', { priority: 900 }));
    await page.locator('.which label').filter({ hasText: 'Backtest' }).click();
    await page.getByTestId('backtest').click();
    await page.getByTestId('backtest-state').getByText(/messages looked at\./).waitFor();
    await page.getByTestId('backtest-line').getByText(/Last .*30.* days/).waitFor();
  },

  async 'buttons, cards, media and what happens besides are shown in the phone'(page, stage) {
    await openRule(page, stage, answering('All kinds', 'kinds', 'Text.'));
    const add = async (words) => {
      await page.getByTestId('add-action').click();
      await page.getByRole('menuitem', { name: new RegExp(`^${words}`) }).click();
    };
    await add('Send a text with buttons');
    const action = (type) => page.locator(`[data-testid=action][data-type=${type}]`);
    await action('buttons').getByRole('textbox', { name: 'Text' }).fill('Look:');
    await action('buttons').getByRole('textbox', { name: 'Words on the button' }).fill('Shop');
    await action('buttons').getByRole('textbox', { name: 'Address' }).fill('https://example.com/shop');
    await add('Send cards');
    await action('cards').getByRole('textbox', { name: 'Title' }).fill('Blue dress');
    await action('cards').getByRole('textbox', { name: 'Text under it' }).fill('49 €');
    await add('Tag the person');
    await action('add_tag').getByRole('textbox', { name: 'Tag' }).fill('asked');
    await add('Hand over to a person');
    await saved(page);
    for (const words of ['Look:', 'Shop', 'Blue dress', 'Hand over to a person']) await chat(page, words);
    const draft = (await stage.api.get('/rule-drafts')).items.find((one) => one.rule.name === 'All kinds');
    check(draft.fault === null, JSON.stringify(draft.fault));
  },
};
