// The door: set-up, sign-in, wrong passwords, too many of them, sign-out. In this order on one Dunlin.
import { check } from './check.mjs';
import { PASSWORD } from './people-world.mjs';

export const path = (page) => new URL(page.url()).pathname;
export const at = (page, wanted) => page.waitForURL((url) => url.pathname === wanted);
export const field = (page, name) => page.getByLabel(name, { exact: true });

export async function signIn(page, email, password = PASSWORD) {
  await field(page, 'E-mail').fill(email);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signOut(page) {
  await page.getByTestId('person').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await field(page, 'Password').waitFor();
}

/** Whether somebody stands behind the door. */
export const inFrame = (page) => page.locator('[data-testid=live].live').waitFor();

export const comingIn = {
  async 'nobody can sign in yet: the door says what to do, and a key opens it as before'({ world, open }) {
    const page = await open();
    await page.goto(`${world.base}/activity`);
    await page.getByRole('heading', { name: 'Nobody can sign in here yet' }).waitFor();
    await page.getByText('dunlin setup-link').waitFor();
    await field(page, 'API key').fill('dk_wrong');
    await page.getByRole('button', { name: 'Open with this key' }).click();
    await page.getByText('The key in this browser is not valid any more.').waitFor();
    await field(page, 'API key').fill(world.key);
    await page.getByRole('button', { name: 'Open with this key' }).click();
    await inFrame(page);
    check(path(page) === '/activity', `it opened ${page.url()}`);
    await page.getByTestId('kill-switch').waitFor();
    await page.context().close();
  },

  async 'the quick start leads to a sign-in of its own without a link to copy'({ world, open }) {
    const page = await open();
    await page.goto(`${world.base}/#key=${world.key}`);
    await inFrame(page);
    await page.getByTestId('person').click();
    await page.getByRole('menuitem', { name: 'Make a sign-in of your own' }).click();
    await at(page, '/set-up');
    await field(page, 'Your name').waitFor();
    await page.context().close();
  },

  async 'the set-up link leads to the first screen; its secret leaves the address at once'({ world, open }) {
    const page = await open();
    const link = await world.setUpLink();
    await page.goto(link);
    await field(page, 'Your name').fill('Leila Moradi');
    check(!page.url().includes('link='), `the secret is still in ${page.url()}`);
    await page.getByRole('button', { name: 'Set up Dunlin' }).click();
    await page.getByText('This is needed.').first().waitFor();
    await field(page, 'Name of the workspace').fill('Boutique Blue');
    await field(page, 'E-mail').fill('leila@shop.example');
    await field(page, 'Password').fill('short');
    await page.getByRole('button', { name: 'Set up Dunlin' }).click();
    await page.getByText('The password is shorter than 12 characters.').waitFor();
    check(await field(page, 'Password').evaluate((one) => one === document.activeElement), 'the focus is not where the fault is');
    await field(page, 'Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up Dunlin' }).click();
    await inFrame(page);
    await page.getByTestId('workspace').filter({ hasText: 'Boutique Blue' }).waitFor();
    check((await page.getByTestId('person').getAttribute('aria-label')).includes('Leila Moradi'), 'the page does not say who is in');
    check((await page.evaluate(() => window.localStorage.getItem('dunlin.key'))) === null, 'a key stayed in the browser');
    await page.goto('about:blank');
    await page.goto(link);
    await field(page, 'Your name').fill('Eve');
    await field(page, 'Name of the workspace').fill('Eve');
    await field(page, 'E-mail').fill('eve@x.example');
    await field(page, 'Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up Dunlin' }).click();
    await page.getByRole('alert').getByText('This works no more').waitFor();
    await page.context().close();
  },

  async 'a wrong password is told at its field; the right one leads to the same page'({ world, open }) {
    const page = await open();
    await page.goto(`${world.base}/activity`);
    await signIn(page, 'leila@shop.example', 'not my password at all');
    await page.getByText('E-mail or password is wrong.').waitFor();
    check((await field(page, 'Password').getAttribute('aria-invalid')) === 'true', 'the field does not say that it is wrong');
    check((await page.locator('form').innerHTML()).includes('aria-describedby'), 'the sentence belongs to no field');
    await signIn(page, 'leila@shop.example');
    await inFrame(page);
    check(path(page) === '/activity', `it came to ${page.url()}`);
    await signOut(page);
    await page.goBack().catch(() => undefined);
    await field(page, 'Password').waitFor();
    check((await page.locator('.frame').count()) === 0, 'the page before shows after the sign-out');
    await page.context().close();
  },

  async 'who guesses waits, whoever it is'({ world, open }) {
    const page = await open();
    await page.goto(world.base);
    // After the fifth each waits twice as long as the one before: however slow this machine is, one of them comes too early.
    let status = 401;
    for (let i = 0; status === 401 && i < 12; i += 1) {
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/sign-in') && response.request().method() === 'POST');
      await signIn(page, 'guessed@shop.example', `guess number ${i} of many`);
      status = (await answered).status();
      check(status === 401 || i >= 5, `guess ${i + 1} was answered ${status}`);
    }
    await page.getByText(/There were too many attempts\. Wait \d+ seconds?, then try again\./).waitFor();
    await page.context().close();
  },

  async 'without mail a forgotten password has a way, too'({ world, open }) {
    const page = await open();
    await page.goto(world.base);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByText('dunlin reset-password').waitFor();
    const { json } = await world.call('POST', '/api/v1/installation/reset-link', { email: 'leila@shop.example' });
    await page.goto(json.link);
    check(!page.url().includes('link='), `the secret is still in ${page.url()}`);
    await field(page, 'Password').fill('password password');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Password is one that others would try first.').waitFor();
    await field(page, 'Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page, 'leila@shop.example');
    await inFrame(page);
    await page.context().close();
  },
};
