// Who works together: invitations, roles, keys, the audit log, several workspaces. After people-account.mjs.
import { check } from './check.mjs';
import { at, field, inFrame, signIn } from './people-coming-in.mjs';
import { PASSWORD } from './people-world.mjs';

const dialog = (page) => page.getByRole('dialog');
const row = (page, name) => page.getByRole('row').filter({ hasText: name });

async function owner(world, open, to) {
  const page = await open();
  await page.goto(world.base + to);
  await signIn(page, 'leila@shop.example');
  await inFrame(page);
  return page;
}

async function invite(page, email, role) {
  await page.getByTestId('invite').click();
  await dialog(page).getByLabel('E-mail').fill(email);
  await dialog(page).getByRole('radio', { name: role }).check();
  await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click();
  const link = await dialog(page).getByLabel('Link').inputValue();
  await dialog(page).getByRole('button', { name: 'Done' }).click();
  return link;
}

export const together = {
  async 'an agent is invited, comes in, and sees what an agent may'({ world, open }) {
    const page = await owner(world, open, '/settings/members');
    const link = await invite(page, 'amir@shop.example', 'Agent');
    await row(page, 'amir@shop.example').getByRole('button', { name: 'Withdraw' }).waitFor();
    const amir = await open();
    const refused = [];
    amir.on('response', (response) => response.status() === 403 && refused.push(`${response.request().method()} ${response.url()}`));
    await amir.goto(link);
    await amir.getByRole('heading', { name: /Join .*Boutique Blue/ }).waitFor();
    check(!amir.url().includes('link='), `the secret is still in ${amir.url()}`);
    await field(amir, 'Your name').fill('Amir Karimi');
    await field(amir, 'Password').fill(PASSWORD);
    await amir.getByRole('button', { name: 'Join', exact: true }).click();
    await inFrame(amir);
    await amir.getByTestId('kill-switch').waitFor();
    check((await amir.getByRole('button', { name: /Pause/ }).count()) === 0, 'an agent is offered the kill switch');
    await amir.getByRole('link', { name: 'Settings' }).click();
    await amir.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Members' }).click();
    await row(amir, 'Leila M.').waitFor();
    check((await amir.getByTestId('invite').count()) === 0, 'an agent is offered to invite');
    const links = await amir.getByRole('navigation', { name: 'Settings' }).getByRole('link').allTextContents();
    check(!links.join().match(/keys|Audit|Installation/), `an agent is shown ${links.join(', ')}`);
    await amir.goto(`${world.base}/settings/audit`);
    await amir.getByText('Your role in this workspace does not include it.').waitFor();
    await amir.goto(`${world.base}/settings/workspace`);
    await amir.getByText('Owners and admins change these settings.').waitFor();
    check((await amir.getByRole('button', { name: 'Save' }).count()) === 0, 'an agent is offered to save');
    check(refused.length === 0, `refused: ${refused.join(', ')}`);
    await amir.context().close();
    await page.reload();
    await row(page, 'Amir Karimi').waitFor();
    await page.context().close();
  },

  async 'roles are given and taken back; the last owner stays'({ world, open }) {
    const page = await owner(world, open, '/settings/members');
    await row(page, 'Leila M.').getByText('The only owner').waitFor();
    check((await row(page, 'Leila M.').getByRole('combobox').count()) === 0, 'the last owner can be changed');
    const role = page.getByRole('combobox', { name: /Role of .*Amir Karimi/ });
    await role.click();
    await page.getByRole('option', { name: /Admin/ }).click();
    await page.getByTestId('toast').filter({ hasText: 'Admin' }).getByRole('button', { name: 'Undo' }).click();
    await role.filter({ hasText: 'Agent' }).waitFor();
    await page.context().close();
  },

  async 'an invitation is withdrawn, and its link says so'({ world, open }) {
    const page = await owner(world, open, '/settings/members');
    const link = await invite(page, 'nika@shop.example', 'Viewer');
    await row(page, 'nika@shop.example').getByRole('button', { name: 'Withdraw' }).click();
    await row(page, 'nika@shop.example').waitFor({ state: 'detached' });
    const nika = await open('phone');
    await nika.goto(link);
    await nika.getByText('This invitation cannot be accepted any more.').waitFor();
    await nika.context().close();
    await page.context().close();
  },

  async 'a key is shown once, asks for the password where the server does, and is revoked'({ world, open }) {
    const page = await owner(world, open, '/settings/keys');
    // As a quarter of an hour after the sign-in, which nobody waits for here.
    let asked = 0;
    await page.route('**/api/v1/api-keys', (route) => {
      if (route.request().method() !== 'POST' || asked++ > 0) return route.fallback();
      return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Forbidden', status: 403, code: 'auth.prove_first', detail: 'This asks for your password once more.' }) });
    });
    await page.getByTestId('new-key').click();
    await field(page, 'Name').fill('Web shop');
    await page.getByLabel('Inbox', { exact: true }).check();
    await dialog(page).getByRole('button', { name: 'Make the key' }).click();
    await dialog(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog(page).getByRole('button', { name: 'Go on' }).click();
    const token = await field(page, 'Key').inputValue();
    check(token.startsWith('dk_'), `the key is ${token}`);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await row(page, 'Web shop').getByText('Inbox').waitFor();
    check(!(await page.content()).includes(token), 'the key still stands in the page');
    await row(page, 'Web shop').getByRole('button', { name: 'Revoke' }).click();
    await dialog(page).getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('1 revoked').waitFor();
    await page.context().close();
  },

  async 'settings are saved, and the audit log tells how it was before'({ world, open }) {
    const page = await owner(world, open, '/settings/workspace');
    await field(page, 'Name').fill('Boutique Azure');
    await page.locator('#workspace').getByRole('button', { name: 'Save' }).click();
    await page.getByTestId('workspace').filter({ hasText: 'Boutique Azure' }).waitFor();
    await page.goto(`${world.base}/settings/audit`);
    const change = page.getByTestId('audit').getByRole('listitem').filter({ hasText: 'changed the workspace' }).first();
    await change.getByText('Boutique Blue').waitFor();
    await change.getByText('Boutique Azure').waitFor();
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'made an API key' }).click();
    await page.waitForURL((url) => url.searchParams.get('action') === 'api_key.create');
    await page.getByTestId('audit').getByText('changed the workspace').first().waitFor({ state: 'detached' });
    await page.getByTestId('audit').getByText('made an API key').waitFor();
    await page.context().close();
  },

  async 'several workspaces: made, switched to, each tab in its own'({ world, open }) {
    const page = await owner(world, open, '/settings/members');
    await page.getByTestId('workspace').click();
    await page.getByRole('menuitem', { name: 'Make a workspace' }).click();
    await dialog(page).getByLabel('Name').fill('Boutique Rose');
    await dialog(page).getByRole('button', { name: 'Make it' }).click();
    await page.getByTestId('workspace').filter({ hasText: 'Boutique Rose' }).waitFor();
    const link = await invite((await page.goto(`${world.base}/settings/members`), page), 'amir@shop.example', 'Viewer');
    const other = await page.context().newPage();
    await other.goto(`${world.base}/settings/members`);
    await other.getByTestId('workspace').click();
    await other.getByRole('menuitemcheckbox', { name: /Boutique Azure/ }).click();
    await other.getByTestId('workspace').filter({ hasText: 'Boutique Azure' }).waitFor();
    await page.reload();
    await page.getByTestId('workspace').filter({ hasText: 'Boutique Rose' }).waitFor();
    await page.context().close();

    const amir = await open();
    await amir.goto(link);
    await amir.getByText(/You have a sign-in with .*amir@shop.example.* already/).waitFor();
    await field(amir, 'Password').fill(PASSWORD);
    await amir.getByRole('button', { name: 'Sign in', exact: true }).click();
    await amir.getByRole('button', { name: /Join as .*Amir Karimi/ }).click();
    await amir.getByTestId('workspace').filter({ hasText: 'Boutique Rose' }).waitFor();
    await amir.keyboard.press('Control+k');
    await dialog(amir).waitFor();
    await amir.keyboard.type('Azure');
    await amir.getByRole('option', { name: /Work in .*Boutique Azure/ }).click();
    await amir.getByTestId('workspace').filter({ hasText: 'Boutique Azure' }).waitFor();
    await amir.context().close();
  },

  async 'who is removed sees it at once, and keeps the other workspaces'({ world, open }) {
    const amir = await open();
    await amir.goto(`${world.base}/activity`);
    await signIn(amir, 'amir@shop.example');
    await amir.getByTestId('workspace').filter({ hasText: 'Boutique Azure' }).waitFor();
    const page = await owner(world, open, '/settings/members');
    await page.getByTestId('workspace').filter({ hasText: 'Boutique Azure' }).waitFor();
    await page.getByRole('button', { name: /Remove.*Amir Karimi/ }).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await row(page, 'Amir Karimi').waitFor({ state: 'detached' });
    await amir.getByTestId('workspace').filter({ hasText: 'Boutique Rose' }).waitFor();
    await amir.context().close();
    await page.context().close();
  },

  async 'on a phone: the list of settings, a section, and back'({ world, open }) {
    const page = await open('phone');
    await page.goto(`${world.base}/settings`);
    await signIn(page, 'leila@shop.example');
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Members' }).click();
    await at(page, '/settings/members');
    await row(page, 'Leila M.').waitFor();
    check(!(await page.getByRole('navigation', { name: 'Settings' }).isVisible()), 'the list stands beside the section');
    await page.locator('.back').click();
    await at(page, '/settings');
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'My account' }).waitFor();
    await page.context().close();
  },
};
