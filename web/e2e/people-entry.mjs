// How a workspace lets its members in, and how it ends: a second factor, sessions that end, deleting it. After people-together.mjs.
import { check } from './check.mjs';
import { field, inFrame, path, signIn } from './people-coming-in.mjs';
import { App, PASSWORD } from './people-world.mjs';

const dialog = (page) => page.getByRole('dialog');

/** An owner with a second factor, and an agent without one, in a workspace of their own. */
async function people(world, name) {
  const leila = await world.come('/api/v1/sign-in', { email: 'leila@shop.example', password: PASSWORD });
  const made = (await world.call('POST', '/api/v1/workspaces', { name }, leila)).json;
  await world.call('POST', '/api/v1/me/workspace', { workspace: made.workspace.id }, leila);
  const word = name.toLowerCase();
  const owner = await world.member(leila, `owner@${word}.example`, 'owner', 'Omid');
  const agent = await world.member(leila, `agent@${word}.example`, 'agent', 'Nika');
  await world.call('POST', '/api/v1/me/workspace', { workspace: leila.me.workspace.id }, leila);
  return { owner, agent };
}

async function turnOn(world, person) {
  const { secret } = (await world.call('POST', '/api/v1/me/totp', { password: PASSWORD }, person)).json;
  await world.call('POST', '/api/v1/me/totp/confirm', { code: new App(secret).next() }, person);
}

async function enter(world, open, person, to) {
  const page = await open();
  await world.enter(page.context(), person);
  await page.goto(world.base + to);
  await inFrame(page);
  return page;
}

export const entry = {
  async 'a workspace asks for a second factor: who has none turns it on, and is back where they were'({ world, open }) {
    const { owner, agent } = await people(world, 'Careful');
    const page = await enter(world, open, owner, '/settings/workspace');
    const box = page.getByLabel('Everybody signs in with a second factor');
    await page.getByRole('link', { name: 'Turn yours on first' }).waitFor();
    check(await box.isDisabled(), 'an owner can shut themselves out');
    await turnOn(world, owner);
    const nika = await enter(world, open, agent, '/activity');
    await page.reload();
    await page.getByText(/Without one now: .*Nika/).waitFor();
    await box.check();
    await page.locator('#sign-in').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();

    await nika.getByRole('heading', { name: /Careful.* asks for a second factor/ }).waitFor();
    check(path(nika) === '/activity', `it went to ${nika.url()}`);
    await nika.getByRole('button', { name: 'Turn it on' }).click();
    await dialog(nika).getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog(nika).getByRole('button', { name: 'Go on' }).click();
    const app = new App(await field(nika, 'Secret').inputValue());
    await field(nika, 'The six digits that the app shows now').fill(app.next());
    await nika.getByTestId('recovery-codes').waitFor();
    await nika.getByRole('button', { name: 'I have kept them' }).click();
    await inFrame(nika);
    check(path(nika) === '/activity', `it came back to ${nika.url()}`);
    await nika.goto(`${world.base}/settings/security`);
    await nika.getByRole('button', { name: 'Turn it off' }).click();
    await dialog(nika).getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog(nika).getByRole('button', { name: 'Go on' }).click();
    await nika.getByText(/Careful.* asks its members for a second factor/).waitFor();
    await nika.context().close();
    await page.context().close();
  },

  async 'how long sessions last is set, and what cannot be is said at its field'({ world, open }) {
    const { owner } = await people(world, 'Brief');
    const page = await enter(world, open, owner, '/settings/workspace');
    const form = page.locator('#sign-in');
    const idle = form.getByLabel(/^Minutes without use/);
    await idle.fill('5');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('A whole number from 15 to 720, or nothing.').waitFor();
    await idle.fill('۳۰');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.reload();
    await idle.waitFor();
    check((await idle.inputValue()) === '30', `it shows ${await idle.inputValue()}`);
    await page.context().close();
  },

  async 'a workspace that ends a session leads to the door, and back; other workspaces stay open'({ world, open }) {
    const { owner } = await people(world, 'Strict');
    const page = await enter(world, open, owner, '/activity');
    // No test waits a quarter of an hour: what the server says of this session is what it would say then.
    const over = (address) => address.pathname.startsWith('/api/v1/') && !/sign-(in|out)/.test(address.pathname);
    await page.route(over, async (route) => {
      if (!route.request().url().endsWith('/api/v1/me')) {
        return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify({ code: 'auth.session_ended', detail: 'You are not signed in to this workspace any more.' }) });
      }
      const answer = await route.fetch();
      const me = await answer.json();
      return route.fulfill({ response: answer, json: { ...me, workspace: { ...me.workspace, may: [], closed: 'session_ended' } } });
    });
    await page.getByRole('heading', { name: /Sign in to .*Strict.* again/ }).waitFor();
    await page.unroute(over);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await signIn(page, 'owner@strict.example');
    await inFrame(page);
    check(path(page) === '/activity', `it came back to ${page.url()}`);
    await page.context().close();
  },

  async 'an owner deletes the workspace: its name, a password, and nobody is in it any more'({ world, open }) {
    const { owner, agent } = await people(world, 'Gone');
    const nika = await enter(world, open, agent, '/settings/workspace');
    await nika.getByRole('button', { name: 'Leave' }).waitFor();
    check((await nika.getByTestId('delete-workspace').count()) === 0, 'an agent is offered to delete it');
    const page = await enter(world, open, owner, '/settings/workspace');
    await page.getByTestId('delete-workspace').click();
    const go = dialog(page).getByRole('button', { name: 'Delete the workspace' });
    await go.waitFor();
    check(await go.isDisabled(), 'it can be deleted without its name');
    await dialog(page).getByRole('textbox').fill('Gone');
    await go.click();
    await dialog(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog(page).getByRole('button', { name: 'Go on' }).click();
    for (const one of [page, nika]) await one.getByRole('heading', { name: 'You are in no workspace' }).waitFor();
    await page.getByText('Ask an owner or an admin of a workspace to invite you').waitFor();
    await nika.context().close();
    await page.context().close();
  },
};
