// Hostile strings through every text of the rules' screens that a stranger or a user controls.
import { check, kPatienceMs } from './check.mjs';
import { cutTo, guard, harmless, naughtyStrings, packed, vectors } from './hostile.mjs';
import { answering } from './rules-api.mjs';
import { look, visit } from './screens.mjs';

const kPeople = 15;
const kBatch = 5;
/** What a published text may hold: other variables than the known ones are refused. */
const tellable = (texts) => texts.map((text) => text.replaceAll('{{', '{ {'));
const contains = (texts) => texts.map((text) => ({ text, kind: 'contains' }));

/** One rule with these strings in each of its fields; some are more than is taken, which a draft may hold. */
function strewn(texts) {
  const quick_replies = texts.map((text) => ({ title: cutTo(text, 20), payload: text }));
  const buttons = texts.slice(0, 3).map((text) => ({ kind: 'postback', title: cutTo(text, 20), payload: text }));
  return {
    name: cutTo(texts[0], 120),
    trigger: 'message',
    priority: 1,
    conditions: {
      keywords: { any: contains(texts), none: contains(texts.map((text) => `${text}!`)) },
      tags_none: texts.map((text) => cutTo(text, 60)),
    },
    actions: [
      { type: 'reply', variants: tellable(texts).map((text) => ({ text, quick_replies })) },
      ...tellable(texts).slice(0, 3).map((text) => ({ type: 'text', text })),
      { type: 'buttons', text: tellable(texts)[1], buttons },
      { type: 'cards', elements: texts.map((text) => ({ title: cutTo(text, 80), subtitle: cutTo(text, 80), buttons: [] })) },
      { type: 'add_tag', tag: cutTo(texts[2], 60) },
    ],
  };
}

/** The same with what no rule may hold: addresses that are none, and every filter. */
function torn(texts) {
  const rule = strewn(texts);
  const everywhere = Object.fromEntries(['tags_any', 'media_ids', 'payloads'].map((name) => [name, texts.map((text) => cutTo(text, 60))]));
  const cards = { type: 'cards', elements: texts.map((text) => ({ title: text, subtitle: text, url: text, image_url: text, buttons: [{ kind: 'web_url', title: text, url: text }] })) };
  return { ...rule, conditions: { ...rule.conditions, ...everywhere }, actions: [...rule.actions.slice(0, 4), cards, { type: 'media', kind: 'image', url: texts[0] }] };
}

async function opened({ browser, address }, path) {
  const context = await look(browser, 'desktop', 'light', 'en');
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const acted = guard(page);
  await visit(page, address, { path });
  return { page, acted, close: () => context.close() };
}

const batches = () => Array.from({ length: Math.ceil(vectors.length / kBatch) }, (_, i) => vectors.slice(i * kBatch, (i + 1) * kBatch));

async function strangersWrite(api) {
  const texts = [...vectors, ...packed(naughtyStrings, 4000)];
  for (let i = 0; i < kPeople; i += 1) {
    const person = await api.post('/sim/api/people', { name: cutTo(vectors[i], 60) });
    for (let at = i; at < texts.length; at += kPeople) await api.post(`/sim/api/people/${person.id}/write`, { text: texts[at] });
  }
}

export const hostile = {
  async 'hostile strings in every field of a rule stay text: in the list, the editor, the phone, and why'(_, stage) {
    for (const batch of batches()) {
      const rule = await stage.api.post('/rules', strewn(batch));
      await stage.api.put(`/rule-drafts/${rule.id}`, { rule: torn(batch) });
      const { page, acted, close } = await opened(stage, `/rules/${rule.id}`);
      await page.getByTestId('chat').getByText(batch[0], { exact: true }).first().waitFor();
      await harmless(page, acted, 'the editor of a draft that lacks something');
      await stage.api.delete(`/rule-drafts/${rule.id}`);
      await visit(page, stage.address, { path: `/rules/${rule.id}` });
      await page.getByTestId('verdict').waitFor();
      await page.getByTestId('name').fill(`${cutTo(batch[1], 110)} changed`);
      await page.getByTestId('saved').getByText(/Draft saved at/).waitFor();
      await page.getByTestId('publish').click();
      await page.getByRole('dialog').getByTestId('backtest-line').waitFor();
      await harmless(page, acted, 'the publish');
      await page.getByTestId('publish-do').click();
      await page.getByTestId('toast').filter({ hasText: 'answers from now on' }).waitFor();
      await page.getByRole('button', { name: 'Versions' }).click();
      await page.getByTestId('versions').locator('del').first().waitFor();
      await harmless(page, acted, 'the versions');
      await close();
    }
    const { page, acted, close } = await opened(stage, '/rules');
    await page.getByTestId('rules').waitFor();
    check((await page.getByTestId('rule').count()) >= batches().length, 'the rules are not in the list');
    await page.getByTestId('rule').last().getByRole('switch').click();
    await page.getByTestId('toast').filter({ hasText: 'is off' }).waitFor();
    await harmless(page, acted, 'the list');
    await close();
  },

  async 'the naughty strings stay text: as names in the list, as keywords and texts in the editor'(_, stage) {
    for (const text of naughtyStrings) await stage.api.post('/rule-drafts', { rule: { ...answering(cutTo(text, 120), 'x', text), conditions: { keywords: { any: contains([text]) } } } });
    const { page, acted, close } = await opened(stage, '/rules');
    await page.getByTestId('rules').waitFor();
    check((await page.locator('a[href^="/rules/rul_"]').count()) >= naughtyStrings.length, 'not every name is in the list');
    await harmless(page, acted, 'the list');
    const texts = packed(naughtyStrings, 1000).map((text) => ({ type: 'text', text }));
    const draft = await stage.api.post('/rule-drafts', { rule: { ...answering('All of them', 'x', 'x'), conditions: { keywords: { any: contains(naughtyStrings) } }, actions: texts } });
    await visit(page, stage.address, { path: `/rules/${draft.id}` });
    await page.getByTestId('chat').locator('.bubble').nth(texts.length - 1).waitFor();
    await harmless(page, acted, 'the editor');
    await close();
  },

  async 'what strangers wrote, and their names, stay text: picked, tried, and counted by a backtest'(_, stage) {
    await strangersWrite(stage.api);
    const rule = await stage.api.post('/rules', { ...answering('Greedy', '<', 'x', { priority: 999 }), conditions: { keywords: { any: contains(['<', 'a', 'e']) } } });
    const { page, acted, close } = await opened(stage, `/rules/${rule.id}`);
    await page.getByTestId('verdict').waitFor();
    for (const text of [...vectors, ...naughtyStrings]) await page.getByTestId('try-line').fill(text);
    await page.getByTestId('try-line').fill(vectors[0]);
    await page.locator('mark').first().waitFor();
    await harmless(page, acted, 'the line to try');
    await page.getByTestId('pick').click();
    const written = page.getByTestId('written');
    for (const text of vectors) await written.getByText(text, { exact: true }).first().waitFor();
    await harmless(page, acted, 'the picker');
    await written.getByText(vectors[3], { exact: true }).first().click();
    await page.getByTestId('chat').getByText(vectors[3], { exact: true }).waitFor();
    await page.locator('.which label').filter({ hasText: 'Backtest' }).click();
    await page.getByTestId('backtest').click();
    await page.getByTestId('backtest-found').waitFor();
    await harmless(page, acted, 'the backtest');
    await close();
  },

  async 'a file of rules that is refused is told in text'(_, stage) {
    const { page, acted, close } = await opened(stage, '/rules');
    await page.getByTestId('rules').waitFor();
    for (const text of vectors) {
      await page.getByTestId('rules-menu').click();
      await page.getByRole('menuitem', { name: 'Import YAML' }).click();
      await page.getByRole('dialog').getByLabel('Or paste it here').fill(`rules:\n  - name: ${JSON.stringify(text)}\n    trigger: ${JSON.stringify(text)}\n    actions: []\n`);
      await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
      await page.getByRole('dialog').getByText(/trigger/).first().waitFor();
      await harmless(page, acted, 'the import');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await close();
  },
};
