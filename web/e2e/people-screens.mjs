// The screens of people and settings: who sees them, at which address, what must stand there first.
import { kPatienceMs } from './check.mjs';
import { sizes } from './screens.mjs';

const heading = (level) => (page) => page.getByRole('heading', { level }).first().waitFor();
const door = heading(1);
const section = async (page) => {
  await page.locator('[data-testid=live].live').waitFor();
  await page.locator('.section h2').first().waitFor();
  await page.locator('main .rows, main .lines').first().waitFor({ state: 'detached' });
};

const chooseLast = async (page, button) => {
  await button.click();
  await page.getByRole('menuitem').last().click();
};

/** Before anybody can sign in. */
export const first = [
  { name: 'door-nobody', path: '/', ready: door },
  { name: 'door-set-up', path: '/set-up#link=any', ready: door },
];

/** At the door of a Dunlin that is set up. */
export const outside = [
  { name: 'door-sign-in', path: '/', ready: door },
  { name: 'door-forgot', path: '/forgot', ready: door },
  { name: 'door-reset', path: '/reset#link=any', ready: door },
  { name: 'door-join', path: (world) => `/join#link=${world.links.nurse}`, ready: (page) => page.locator('#join').waitFor() },
  { name: 'door-join-lost', path: '/join#link=any', ready: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'door-wrong',
    path: '/',
    ready: door,
    act: async (page) => {
      await page.locator('#sign-in button[type=submit]').click();
      await page.locator('[aria-invalid]').first().waitFor();
    },
  },
];

/** Of the owner. */
export const inside = [
  ...['account', 'security', 'workspace', 'members', 'accounts', 'opt-out', 'alerts', 'limits', 'retention', 'keys', 'audit', 'installation'].map((one) => ({ name: `settings-${one}`, path: `/settings/${one}`, ready: section })),
  { name: 'settings', path: '/settings', ready: (page) => page.locator('.settings nav a').first().waitFor(), on: ['phone'] },
  { name: 'settings-invite', path: '/settings/members', ready: section, act: (page) => page.getByTestId('invite').click(), shown: '[role=dialog]' },
  { name: 'settings-new-key', path: '/settings/keys', ready: section, act: (page) => page.getByTestId('new-key').click(), shown: '[role=dialog]' },
  { name: 'settings-connect', path: '/settings/accounts', ready: section, act: (page) => page.locator('.section header button').first().click(), shown: '[role=dialog] #connect' },
  { name: 'settings-remove', path: '/settings/members', ready: section, act: (page) => page.locator('.section button[aria-label*="Amir Karimi"]').last().click(), shown: '[role=dialog]' },
  { name: 'settings-proof', path: '/settings/security', ready: section, act: (page) => page.getByRole('button', { name: /^(Turn it on|روشن کن)$/ }).click(), shown: '[role=dialog] input[type=password]' },
  { name: 'workspace-new', path: '/settings/members', ready: section, act: (page) => chooseLast(page, page.getByTestId('workspace')), shown: '[role=dialog] input' },
  { name: 'workspace-menu', path: '/settings/members', ready: section, act: (page) => page.getByTestId('workspace').click(), shown: '[role=menu]' },
  { name: 'person-menu', path: '/settings/members', ready: section, act: (page) => page.getByTestId('person').click(), shown: '[role=menu]' },
];

/** Of somebody who may only look. */
export const viewer = [
  { name: 'viewer-members', path: '/settings/members', ready: section },
  { name: 'viewer-audit', path: '/settings/audit', ready: (page) => page.locator('.section .empty').waitFor() },
  { name: 'viewer-workspace', path: '/settings/workspace', ready: section },
];

const on = (size) => (screen) => !screen.on || screen.on.includes(size);

/** Opens each of these screens and does `each` with it. */
export async function walk(context, world, screens, size, each) {
  for (const screen of screens.filter(on(size))) {
    const page = await context.newPage();
    page.setDefaultTimeout(kPatienceMs);
    const path = typeof screen.path === 'function' ? screen.path(world) : screen.path;
    await page.goto(world.base + path);
    await screen.ready(page);
    await screen.act?.(page);
    if (screen.shown) await page.locator(screen.shown).first().waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await each(page, screen, sizes[size].width);
    await page.close();
  }
}

/** Fills a world that is set up with people and changes to look at. */
export async function furnish(world) {
  const owner = await world.owner();
  const amir = await world.member(owner, 'amir@shop.example', 'agent', 'Amir Karimi');
  const sara = await world.member(owner, 'sara@shop.example', 'viewer', 'سارا احمدی');
  world.links = { nurse: (await world.invite(owner, 'nika@shop.example', 'operator')).split('#link=')[1] };
  await world.call('PATCH', `/api/v1/members/${amir.me.person.id}`, { role: 'admin' }, owner);
  await world.call('PATCH', `/api/v1/members/${amir.me.person.id}`, { role: 'agent' }, owner);
  await world.call('PATCH', '/api/v1/workspace', { zone: 'Asia/Tehran', opt_out_words: ['not interested', 'نمی‌خواهم'] }, owner);
  await world.call('POST', '/api/v1/api-keys', { name: 'Web shop', access: 'write', scopes: ['read', 'inbox'] }, owner);
  await world.call('POST', '/api/v1/workspaces', { name: 'Boutique Rose' }, owner);
  await world.call('POST', '/api/v1/me/workspace', { workspace: owner.me.workspace.id }, owner);
  return { owner, amir, sara };
}
