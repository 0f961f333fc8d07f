// The frame and the overlays without a mouse. Each test begins on the page of the design system.
import { check } from './check.mjs';

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('aria-label') || document.activeElement?.tagName || '');
const dialog = (page) => page.getByRole('dialog');
const at = (page, path) => page.waitForURL((url) => url.pathname === path);

export const byKeyboard = {
  async 'the palette opens, finds, and goes; Escape gives the focus back'(page) {
    await page.getByTestId('search').focus();
    await page.keyboard.press('Control+k');
    await dialog(page).waitFor();
    await page.keyboard.type('act');
    await page.getByRole('option', { name: 'Activity' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    check((await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))) === 'search', 'the focus was lost');
    await page.keyboard.press('Control+k');
    await dialog(page).waitFor();
    await page.keyboard.type('activ');
    await page.keyboard.press('Enter');
    await at(page, '/activity');
    await page.waitForFunction(() => document.title === 'Activity · Dunlin' && document.activeElement?.id === 'main');
  },

  async 'what is typed before the palette is there goes into it, and does nothing else'(page) {
    let arrives;
    const held = new Promise((resolve) => (arrives = resolve));
    await page.route(/CommandPalette[^/]*\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('?actxv');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    check((await dialog(page).count()) === 0, 'a shortcut acted on what was meant for the palette');
    arrives();
    await page.waitForFunction(() => document.querySelector('[role=dialog] [role=combobox]')?.value === '?act');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await page.unrouteAll();
  },

  async 'the palette walks by arrows, tells its keys, and says so when nothing fits'(page) {
    await page.keyboard.press('Control+k');
    const chosen = () => page.locator('[role=option][aria-selected=true]').textContent();
    await page.locator('[role=option][aria-selected=true]').waitFor();
    const first = await chosen();
    await page.keyboard.press('ArrowDown');
    check((await chosen()) !== first, 'the arrow chose nothing else');
    await page.keyboard.press('ArrowUp');
    check((await chosen()) === first, 'the arrow did not come back');
    await page.keyboard.type('zzz');
    await page.getByText(/Nothing is called .*zzz/).waitFor();
  },

  async 'two keys after another go to a page, but not while somebody types, nor when they are off'(page) {
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await at(page, '/activity');
    await page.goBack();
    await at(page, '/design');
    await page.getByLabel('Name', { exact: true }).first().focus();
    await page.keyboard.type('gs');
    check(new URL(page.url()).pathname === '/design', 'it went away while somebody typed');
    await page.locator('h1').click();
    await page.keyboard.press('Shift+?');
    await dialog(page).getByRole('switch').click();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.keyboard.press('Control+k');
    await dialog(page).waitFor();
    check(new URL(page.url()).pathname === '/design', 'single keys act although they are off');
    await page.keyboard.press('Escape');
    await page.evaluate(() => window.localStorage.setItem('dunlin.single-keys', 'on'));
  },

  async 'the sheet of shortcuts tells what the keys do'(page) {
    await page.keyboard.press('Shift+?');
    await dialog(page).getByText('Go to').waitFor();
    await dialog(page).getByText('Simulator').waitFor();
    check((await dialog(page).locator('kbd').allTextContents()).join(' ').includes('Ctrl K'), 'the keys of the palette are not told');
  },

  async 'a menu by keyboard: opened, walked, typed at, switched, left'(page) {
    const button = page.getByTestId('menu');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    const marked = () => page.locator('[role^=menuitem][data-highlighted]').textContent();
    await page.locator('[role^=menuitem][data-highlighted]').waitFor();
    check((await marked()).includes('Assign to me'), `it begins at ${await marked()}`);
    await page.keyboard.press('End');
    check((await marked()).includes('Erase this person'), `End leads to ${await marked()}`);
    await page.keyboard.type('mut');
    check((await marked()).includes('Mute this person'), `typing leads to ${await marked()}`);
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    const mute = page.getByRole('menuitemcheckbox', { name: 'Mute this person' });
    await mute.waitFor();
    check((await mute.getAttribute('aria-checked')) === 'true', 'the switch of the menu did not switch');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    check((await focused(page)).includes('Open the menu'), 'the button lost the focus');
  },

  async 'the other mouse button opens the same menu'(page) {
    await page.getByTestId('context').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Assign to me' }).click();
    await page.getByTestId('toast').filter({ hasText: 'Assign to me' }).waitFor();
  },

  async 'a dialog takes the focus, keeps it, and gives it back'(page) {
    await page.getByTestId('dialog').focus();
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    for (let i = 0; i < 6; i += 1) {
      await page.keyboard.press('Tab');
      check(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null), 'Tab left the dialog');
    }
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    check((await focused(page)) === 'Open a dialog', `the focus is on ${await focused(page)}`);
  },

  async 'the worst acts want a word'(page) {
    await page.getByTestId('confirm-word').focus();
    await page.keyboard.press('Enter');
    const erase = dialog(page).getByRole('button', { name: 'Erase the workspace' });
    await erase.waitFor();
    check(await erase.isDisabled(), 'it can be done without the word');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.type('Boutique');
    await page.keyboard.press('Enter');
    check(await erase.isDisabled(), 'half of the word is enough');
    await page.keyboard.type(' Blue');
    await page.keyboard.press('Enter');
    await page.getByTestId('toast').filter({ hasText: 'You said yes.' }).waitFor();
    await dialog(page).waitFor({ state: 'detached' });
  },

  async 'Escape is a no'(page) {
    await page.getByRole('button', { name: 'Ask before deleting' }).click();
    await dialog(page).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Cancel');
    await page.keyboard.press('Escape');
    await page.getByTestId('toast').filter({ hasText: 'Nothing was done.' }).waitFor();
  },

  async 'what was done is taken back by a button and by Ctrl+Z'(page) {
    await page.getByTestId('toast-undo').click();
    await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByTestId('toast').filter({ hasText: 'It is open again.' }).waitFor();
    await page.getByTestId('toast').getByRole('button', { name: 'Close' }).click();
    await page.getByTestId('toast').waitFor({ state: 'detached' });
    await page.getByTestId('toast-undo').click();
    await page.getByTestId('toast').filter({ hasText: 'The conversation is closed.' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByTestId('toast').filter({ hasText: 'It is open again.' }).waitFor();
  },

  async 'a tooltip shows on focus, with its shortcut'(page) {
    await page.getByTestId('look').focus();
    await page.getByRole('button', { name: 'Reply' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.locator('.ui-tip').filter({ hasText: 'Reply' }).locator('kbd').waitFor();
    check((await page.getByRole('button', { name: 'Reply' }).getAttribute('aria-keyshortcuts')) === 'r', 'its keys are not told');
  },

  async 'the kill switch says what it stopped, and the notice takes it back'(page) {
    const kill = page.getByTestId('kill-switch');
    check(/nothing leaves until you resume/.test(await kill.textContent()), 'it does not say what it stops');
    await kill.click();
    await page.getByTestId('toast').filter({ hasText: 'Messages are still received' }).waitFor();
    await kill.filter({ hasText: 'All sending is paused' }).waitFor();
    await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
    await kill.filter({ hasText: 'Sending is on' }).waitFor();
  },

  async 'the first stop of Tab leads past the frame'(page) {
    await page.evaluate(() => document.body.focus());
    await page.keyboard.press('Tab');
    check((await focused(page)) === 'Skip to the page', `it is ${await focused(page)}`);
    await page.keyboard.press('Enter');
    check((await page.evaluate(() => document.activeElement?.id)) === 'main', 'it does not lead to the page');
  },
};
