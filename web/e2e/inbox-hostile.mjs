// Whatever strangers write stays a text, wherever the inbox shows it. Each test has a world of its own.
import { check } from './check.mjs';
import { arm, scripts, smuggled, strings } from './hostile-scripts.mjs';
import { message } from './stand-in/people.mjs';

const row = (page, id) => page.locator(`[data-testid=inbox-row][data-id=${id}]`);
const clean = async (page, where) => {
  const found = await smuggled(page);
  check(found.length === 0, `${where}: ${found.slice(0, 3).join('\n')}`);
};

/** Gives conversations the names and lines of a list of strings, the newest first. */
function named(world, all) {
  const conversations = [...world.all.values()];
  for (const [i, text] of all.entries()) {
    const one = conversations[i];
    one.contact = { ...one.contact, name: text, display_name: text, username: text, picture_url: text };
    Object.assign(one, { line: text, state: 'open', snoozed_until: null });
    world.messages.set(one.id, [message(one.id, `msg_h${i}`, Date.parse(one.active_at), { text })]);
  }
  return conversations.slice(0, all.length);
}

/** One text in everything that a message can hold, in every kind; the last quotes the first. */
function everyBubble(id, text, i, at) {
  const of = (n, more) => message(id, `msg_h${i}_${n}`, at + n, more);
  const button = { title: text, url: text, payload: text };
  return [
    of(0, { text, reactions: [{ emoji: text, sender: 'contact', at: new Date(at).toISOString() }] }),
    of(1, { text, kind: 'story_reply', story_id: text }),
    of(2, { text, kind: 'postback', payload: text }),
    of(3, { kind: 'share', attachments: [{ type: 'share', url: text, title: text }] }),
    of(4, { kind: 'image', text, attachments: [{ type: 'image', url: text, title: text }] }),
    of(5, { kind: text, text: '', attachments: [{ type: text, url: text }] }),
    of(6, { direction: 'out', source: 'rule', kind: 'template', attachments: [{ type: 'cards', cards: [{ title: text, subtitle: text, image_url: text, url: text, buttons: [button] }] }] }),
    of(7, { direction: 'out', source: 'rule', kind: 'template', attachments: [{ type: 'buttons', text, buttons: [button] }] }),
    of(8, { direction: 'out', text, status: 'failed', reason: text }),
    of(9, { text: `${text} again`, reply_to_mid: `mid.msg_h${i}_0` }),
  ];
}

export const strangers = {
  async 'no name or line in the list, no search runs: hundreds of hostile strings'({ page, world, faults }) {
    await arm(page, faults);
    named(world, strings);
    await page.reload();
    await page.getByTestId('inbox-row').first().waitFor();
    const list = page.getByRole('group', { name: 'Conversations' });
    const last = [...world.all.keys()][strings.length - 1];
    for (let n = 0; (await row(page, last).count()) === 0; n += 1) {
      check(n < 2000, 'the end of the strings never came');
      await list.evaluate((one) => one.scrollBy({ top: one.clientHeight - 40 }));
      await clean(page, `the list, screen ${n}`);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
    await list.evaluate((one) => one.scrollTo({ top: 0 }));
    check((await row(page, 'cnv_leila').locator('strong').textContent()) === scripts[0], 'a name is not shown as it was written');
    for (const [kind, word] of [['Messages', 'script'], ['People', 'onerror']]) {
      await page.getByRole('searchbox').fill(word);
      await page.getByTestId('found').locator('label').filter({ hasText: kind }).click();
      await page.getByTestId('found').locator('mark').first().waitFor();
      await clean(page, `what was found among ${kind}`);
    }
  },

  async 'no bubble of any kind runs what it holds'({ page, world, faults }) {
    await arm(page, faults);
    const at = Date.now() - 86_400_000;
    const bubbles = strings.flatMap((text, i) => {
      const all = everyBubble('cnv_leila', text, i, at + i * 20);
      return i < scripts.length ? all : all.slice(i % 9, (i % 9) + 1);
    });
    world.messages.set('cnv_leila', bubbles);
    await page.reload();
    await row(page, 'cnv_leila').locator('a').click();
    const thread = page.getByTestId('thread');
    const first = thread.locator('[data-id=msg_h0_0]');
    await page.getByTestId('bubble').last().waitFor();
    while ((await first.count()) === 0) {
      const there = await page.getByTestId('bubble').count();
      await thread.evaluate((one) => one.scrollTo({ top: 0 }));
      await page.waitForFunction((n) => document.querySelectorAll('[data-testid=bubble]').length > n, there);
    }
    await clean(page, 'the bubbles');
    check((await page.getByTestId('bubble').count()) === bubbles.length, 'some bubbles are missing');
    check((await first.locator('.bubble').textContent()).trim() === scripts[0], 'a text is not shown as it was written');
  },

  async 'nothing that stands around a conversation runs: head, panel, notes, labels, replies, views, notices, questions'({ page, world, faults }) {
    await arm(page, faults);
    const all = named(world, scripts);
    for (const [i, { id, contact }] of all.entries()) {
      world.tags.set(contact.id, [scripts[i]]);
      world.notes.push({ id: `not_h${i}`, conversation_id: id, author_id: 'per_omid', text: scripts[i], created_at: new Date().toISOString(), edited_at: null });
    }
    world.labels = scripts.map((name, i) => ({ id: `lab_h${i}`, name, colour: 'red' }));
    for (const [i, one] of all.entries()) one.labels = [`lab_h${i}`];
    world.canned = scripts.map((text, i) => ({ id: `can_h${i}`, shortcut: `s${i}`, texts: [{ language: 'en', text }], changed_at: new Date().toISOString() }));
    world.views = scripts.map((name, i) => ({ id: `viw_h${i}`, name, shared: true, mine: true, filter: { view: 'closed' } }));
    await page.reload();
    for (const [i, { id }] of all.entries()) {
      if (i === 0) await row(page, id).locator('a').click();
      else await page.keyboard.press('j');
      await page.locator(`[data-testid=conversation][data-id=${id}] [data-testid=note]`).first().waitFor();
      check((await page.getByTestId('talk-head').locator('h2').textContent()) === scripts[i], 'a name is not shown as it was written');
      await clean(page, `conversation ${i}`);
    }
    await page.getByTestId('composer').locator('textarea').fill('/s');
    await page.getByTestId('canned').waitFor();
    await clean(page, 'the canned replies');
    await page.keyboard.press('Enter');
    await page.getByTestId('composer').locator('textarea').press('Escape');
    await page.locator('h2').first().click();
    await page.keyboard.press('l');
    await page.getByRole('checkbox', { name: scripts[0], exact: true }).waitFor();
    await clean(page, 'the labels');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More views' }).click();
    await page.getByRole('menu').waitFor();
    await clean(page, 'the views');
    await page.keyboard.press('Escape');
    await page.getByTestId('panel').getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('dialog').waitFor();
    await clean(page, 'the question before erasing');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await page.getByTestId('toast').first().waitFor();
    await clean(page, 'the notice');
  },
};
