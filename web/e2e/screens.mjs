// The screens that pictures are taken of and that are looked through for faults: address, what must stand there first,
// and what to do before. A new page adds itself here.
const answered = (page) => page.getByTestId('mid').waitFor();

const ruled = (page) => page.getByTestId('rules').waitFor();
const openRule = async (page) => {
  await page.getByTestId('rule').first().getByRole('link').click();
  await page.getByTestId('name').waitFor({ state: 'attached' });
};
/** The editor with one of its panes, as an address opens it. */
const inPane = (pane) => async (page) => {
  await openRule(page);
  const to = new URL(page.url());
  to.searchParams.set('pane', pane);
  await page.goto(to.href);
};
const chooseIn = async (page, button, n) => {
  await button.click();
  await page.getByRole('menuitem').nth(n).click();
};
/** On a phone the versions are in the menu of the rule. */
const openVersions = async (page) => {
  await openRule(page);
  const button = page.locator('main header .versions button');
  if (await button.isVisible()) await button.click();
  else await chooseIn(page, page.getByTestId('rule-menu'), 0);
};
/** What is written begins a draft, which the dialog shows beside what is published. */
const openPublish = async (page) => {
  await openRule(page);
  await page.getByTestId('name').fill('Price, with a new name');
  await page.locator('[data-testid=publish]:enabled').click();
};
const discard = async (page) => {
  const draft = new URL(page.url()).pathname.split('/').at(-1);
  await page.evaluate((id) => fetch(`/api/v1/rule-drafts/${id}`, { method: 'DELETE', headers: { Authorization: `Bearer ${window.localStorage.getItem('dunlin.key')}` } }), draft);
};
const rules = [
  { name: 'rules', path: '/rules', ready: ruled },
  { name: 'rules-new', path: '/rules', ready: ruled, act: (page) => page.keyboard.press('n'), shown: '[role=dialog] [data-testid=templates] .card:nth-of-type(3)' },
  { name: 'rule', path: '/rules', ready: ruled, act: openRule },
  { name: 'rules-import', path: '/rules', ready: ruled, act: (page) => chooseIn(page, page.getByTestId('rules-menu'), 1), shown: '[role=dialog] textarea' },
  { name: 'rules-row', path: '/rules', ready: ruled, act: (page) => page.getByTestId('rule').first().getByRole('button').last().click(), shown: '[role=menu]' },
  { name: 'rule-versions', path: '/rules', ready: ruled, act: openVersions, shown: '[data-testid=versions]' },
  { name: 'rule-publish', path: '/rules', ready: ruled, act: openPublish, shown: '[data-testid=publish-do]', undo: discard },
  { name: 'rule-add', path: '/rules', ready: ruled, act: async (page) => { await openRule(page); await page.getByTestId('add-condition').click(); }, shown: '[role=menu]' },
  { name: 'rule-pick', path: '/rules', ready: ruled, act: async (page) => { await inPane('try')(page); await page.getByTestId('pick').click(); }, shown: '[data-testid=written]' },
  { name: 'rule-try', path: '/rules', ready: ruled, act: inPane('try'), shown: '[data-testid=verdict]' },
  { name: 'rule-backtest', path: '/rules', ready: ruled, act: inPane('backtest'), shown: '[data-testid=backtest]' },
];

const why = async (page) => {
  await page.getByTestId('why').click();
  await page.getByRole('dialog').getByRole('textbox').fill('leila');
  await page.keyboard.press('Enter');
};
/** Before anybody has written. */
export const firstRun = [
  { name: 'first-run', path: '/inbox', act: (page) => page.locator('[data-testid=first-steps]:visible, [data-testid=steps-bar]:visible').first().waitFor() },
  { name: 'first-run-start', path: '/start', shown: '[data-testid=demo][data-state]' },
];

export const screens = [
  { name: 'inbox-first', path: '/inbox', ready: (page) => page.getByTestId('inbox-row').first().waitFor(), act: (page) => page.locator('[data-testid=first-steps]:visible, [data-testid=steps-bar]:visible').first().waitFor() },
  { name: 'start', path: '/start', shown: '[data-testid=demo][data-state]' },
  { name: 'simulator', path: '/sim', ready: answered, on: ['desktop'] },
  { name: 'simulator-faults', path: '/sim?pane=faults' },
  { name: 'simulator-first', path: '/sim', on: ['phone'] },
  { name: 'simulator-second', path: '/sim?pane=second', on: ['phone'] },
  { name: 'simulator-activity', path: '/sim?pane=activity', ready: answered, on: ['phone'] },
  { name: 'activity', path: '/activity', ready: answered },
  { name: 'activity-narrowed', path: '/activity?outcome=duplicate', ready: (page) => page.locator('.activity .empty').waitFor() },
  { name: 'activity-why', path: '/activity', ready: answered, act: why, shown: '[data-testid=why-found]' },
  ...rules,
  { name: 'unknown', path: '/no-such-page' },
  { name: 'palette', path: '/activity', ready: answered, act: (page) => page.keyboard.press('Control+k'), shown: '[role=dialog]' },
  { name: 'shortcuts', path: '/activity', ready: answered, act: (page) => page.keyboard.press('Shift+?'), shown: '[role=dialog]', on: ['desktop'] },
  { name: 'look', path: '/activity', ready: answered, act: (page) => page.getByTestId('look').click(), shown: '.ui-popover', on: ['desktop'] },
  { name: 'more', path: '/activity', ready: answered, act: (page) => page.getByTestId('more').click(), shown: '[role=dialog]', on: ['phone'] },
  { name: 'paused', path: '/activity', ready: answered, act: (page) => page.getByTestId('kill-switch').click(), shown: '[data-testid=toast]', undo: (page) => page.getByTestId('kill-switch').click() },
  // One page in parts that fit on a picture.
  ...['buttons', 'fields', 'choices', 'overlays', 'lists', 'states', 'tokens'].map((part) => ({
    name: `design-${part}`,
    path: '/design',
    part: part !== 'buttons',
    act: (page) => page.locator(`#${part}`).evaluate((one) => one.scrollIntoView()),
  })),
  { name: 'design-menu', path: '/design', act: (page) => page.getByTestId('menu').click(), shown: '[role=menu]' },
  { name: 'design-dialog', path: '/design', act: (page) => page.getByTestId('dialog').click(), shown: '[role=dialog]' },
  { name: 'design-sheet', path: '/design', act: (page) => page.getByTestId('sheet').click(), shown: '[role=dialog]' },
  { name: 'design-confirm', path: '/design', act: (page) => page.getByTestId('confirm-word').click(), shown: '[role=dialog]' },
];

export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
export const shownOn = (size) => screens.filter((screen) => !screen.on || screen.on.includes(size));

/** Opens a screen as a person would see it after a moment. */
export async function visit(page, address, screen) {
  const [before, key] = address.split('#');
  const hash = key ? `#${key}` : '';
  // The same address again would only change what stands behind its #.
  await page.goto('about:blank');
  await page.goto(`${before.replace(/\/$/, '')}${screen.path}${hash}`);
  await page.locator('[data-testid=live].live').waitFor();
  await screen.ready?.(page);
  await screen.act?.(page);
  if (screen.shown) await page.locator(screen.shown).first().waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Fills an empty simulator with something to look at. */
export async function converse(page, address) {
  await visit(page, address, { path: '/sim' });
  if ((await page.getByTestId('message').count()) > 0) return;
  const leila = page.getByTestId('phone-leila');
  const amir = page.getByTestId('phone-amir');
  const answers = (phone, n) => phone.locator('[data-from=account]').nth(n - 1).waitFor();
  await leila.getByRole('button', { name: 'how much is it?' }).click();
  await answers(leila, 1);
  await leila.getByRole('button', { name: 'Photo', exact: true }).click();
  await answers(leila, 2);
  await amir.getByRole('button', { name: 'قیمت چنده؟' }).click();
  await answers(amir, 1);
  await page.locator('[data-testid=trace].open [data-testid=mid]').waitFor();
}

/** A browser context that looks like this; the phone stands beside the inbox where that is asked for. */
export async function look(browser, size, theme, language, { phone = 'away' } = {}) {
  const context = await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce', hasTouch: size === 'phone', isMobile: size === 'phone' });
  await context.addInitScript(
    ([chosenTheme, chosenLanguage, chosenPhone]) => {
      if (window.location.protocol === 'about:') return;
      window.localStorage.setItem('dunlin.theme', chosenTheme);
      window.localStorage.setItem('dunlin.language', chosenLanguage);
      if (chosenPhone === 'away') window.localStorage.setItem('dunlin.phone', chosenPhone);
    },
    [theme, language, phone],
  );
  return context;
}
