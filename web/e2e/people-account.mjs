// What somebody does about their own sign-in: second factor, sessions, password, language. After people-coming-in.mjs.
import { readFile } from 'node:fs/promises';
import { check } from './check.mjs';
import { at, field, inFrame, path, signIn, signOut } from './people-coming-in.mjs';
import { App, PASSWORD } from './people-world.mjs';

const dialog = (page) => page.getByRole('dialog');
let app;
let codes = [];

async function prove(page, password = PASSWORD) {
  await dialog(page).getByLabel('Password', { exact: true }).fill(password);
  await dialog(page).getByRole('button', { name: 'Go on' }).click();
}

async function come(world, open, to = '/settings/security') {
  const page = await open();
  await page.goto(world.base + to);
  await signIn(page, 'leila@shop.example');
  return page;
}

export const account = {
  async 'a second factor: password, QR code, code, recovery codes once'({ world, open }) {
    const page = await come(world, open);
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await prove(page, 'not my password at all');
    await dialog(page).getByText('This is not your password.').waitFor();
    await prove(page);
    await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    app = new App(await field(page, 'Secret').inputValue());
    await field(page, 'The six digits that the app shows now').fill('000000');
    await page.getByText('Code is wrong, or was used before.').waitFor();
    await field(page, 'The six digits that the app shows now').fill(app.next());
    await page.getByTestId('recovery-codes').waitFor();
    codes = await page.getByTestId('recovery-codes').getByRole('listitem').allTextContents();
    check(codes.length === 10, `there are ${codes.length} recovery codes`);
    const fetched = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const file = await fetched;
    check((await readFile(await file.path(), 'utf8')) === `${codes.join('\n')}\n`, 'the file holds other codes');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText(/10.* recovery codes are left/).waitFor();
    await signOut(page);
    await page.context().close();
  },

  async 'sign-in with a code of the app: six digits are enough, and each counts once'({ world, open }) {
    const page = await come(world, open, '/activity');
    await page.getByRole('heading', { name: 'Second step' }).waitFor();
    const code = app.next();
    await field(page, 'Code').fill(code);
    await inFrame(page);
    check(path(page) === '/activity', `it came to ${page.url()}`);
    await signOut(page);
    await signIn(page, 'leila@shop.example');
    await field(page, 'Code').fill(code);
    await page.getByText('This code is wrong, or was used before.').waitFor();
    await page.context().close();
  },

  async 'sign-in with a recovery code, once'({ world, open }) {
    const page = await come(world, open);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await field(page, 'Recovery code').fill(codes[0]);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText(/9.* recovery codes are left/).waitFor();
    await page.getByRole('button', { name: 'Turn it off' }).click();
    await prove(page);
    await page.getByRole('button', { name: 'Turn it on' }).waitFor();
    await signOut(page);
    await page.context().close();
  },

  async 'a session that is ended elsewhere ends here, and goes on where it was'({ world, open }) {
    const there = await come(world, open, '/activity');
    await inFrame(there);
    const here = await come(world, open);
    await here.getByTestId('sessions').getByRole('listitem').nth(1).waitFor();
    await here.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await dialog(here).getByRole('button', { name: 'Sign out everywhere else' }).click();
    await here.getByText('All other sessions have ended.').waitFor();
    await there.getByText('Your session has ended.').waitFor();
    check(path(there) === '/activity', `it went to ${there.url()}`);
    await signIn(there, 'leila@shop.example');
    await inFrame(there);
    check(path(there) === '/activity', `it came to ${there.url()}`);
    await there.context().close();
    await here.context().close();
  },

  async 'another tab follows who signs out, and who comes back'({ world, open }) {
    const page = await come(world, open);
    await page.getByTestId('sessions').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${world.base}/settings/account`);
    await inFrame(other);
    await signOut(page);
    await field(other, 'Password').waitFor();
    await signIn(page, 'leila@shop.example');
    await inFrame(other);
    await page.context().close();
  },

  async 'name, theme and language belong to the person, in whatever browser'({ world, open }) {
    const page = await come(world, open, '/settings/account');
    await field(page, 'Name').fill('Leila M.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    check((await page.getByTestId('person').getAttribute('aria-label')).includes('Leila M.'), 'the menu has the old name');
    const told = page.waitForResponse((response) => response.url().endsWith('/api/v1/me') && response.request().method() === 'PATCH');
    await page.locator('.looks label').filter({ hasText: 'Dark' }).click();
    await told;
    const other = await come(world, open, '/settings/account');
    await inFrame(other);
    check((await other.evaluate(() => document.documentElement.dataset.theme)) === 'dark', 'the theme did not come along');
    await other.locator('.looks label').filter({ hasText: 'Light' }).click();
    await page.context().close();
    await other.context().close();
  },

  async 'a new e-mail: the password is asked for, and it is signed in by from then on'({ world, open }) {
    const page = await come(world, open, '/settings/account');
    const change = async (email, password) => {
      await field(dialog(page), 'New e-mail').fill(email);
      await field(dialog(page), 'Present password').fill(password);
      await dialog(page).getByRole('button', { name: 'Change the e-mail' }).click();
    };
    await page.getByRole('button', { name: 'Change the e-mail' }).click();
    await change('leila@home.example', 'not my password at all');
    await dialog(page).getByText('This is not your password.').waitFor();
    await change('leila@home.example', PASSWORD);
    await page.getByText('The e-mail is changed.').waitFor();
    await signOut(page);
    await signIn(page, 'leila@home.example');
    await inFrame(page);
    await page.goto(`${world.base}/settings/account`);
    await page.getByRole('button', { name: 'Change the e-mail' }).click();
    await change('leila@shop.example', PASSWORD);
    await page.getByText('The e-mail is changed.').waitFor();
    await page.context().close();
  },

  async 'a new password: the old one is asked for, and works no more'({ world, open }) {
    const page = await come(world, open);
    await field(page, 'Present password').fill(PASSWORD);
    await field(page, 'New password').fill('too short');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The new password is shorter than 12 characters.').waitFor();
    await field(page, 'Present password').fill('not my password at all');
    await field(page, 'New password').fill(`${PASSWORD} again`);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('This is not your password.').waitFor();
    await field(page, 'Present password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await signOut(page);
    await signIn(page, 'leila@shop.example');
    await page.getByText('E-mail or password is wrong.').waitFor();
    await signIn(page, 'leila@shop.example', `${PASSWORD} again`);
    await inFrame(page);
    await at(page, '/inbox');
    await page.goto(`${world.base}/settings/security`);
    await field(page, 'Present password').fill(`${PASSWORD} again`);
    await field(page, 'New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await page.context().close();
  },

  async 'Persian, from the door on, with the sentences of the server'({ world, open }) {
    const page = await open('desktop', 'fa');
    await page.goto(`${world.base}/settings/members`);
    await field(page, 'ایمیل').fill('leila@shop.example');
    await field(page, 'گذرواژه').fill('not my password at all');
    await page.getByRole('button', { name: 'ورود', exact: true }).click();
    await page.getByText('ایمیل یا گذرواژه درست نیست.').waitFor();
    check((await page.evaluate(() => document.documentElement.dir)) === 'rtl', 'the door did not turn');
    await field(page, 'گذرواژه').fill(PASSWORD);
    const told = page.waitForResponse((response) => response.url().endsWith('/api/v1/me') && response.request().method() === 'PATCH');
    await page.getByRole('button', { name: 'ورود', exact: true }).click();
    // Her pages are in the language that she chose before; she chooses the other one here.
    await page.getByTestId('person').click();
    await page.getByRole('menuitem', { name: 'فارسی' }).click();
    await told;
    await page.getByRole('heading', { name: 'اعضا' }).waitFor();
    await page.getByTestId('person').click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await page.context().close();
  },
};
