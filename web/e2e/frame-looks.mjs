// Addresses, themes, density and direction. Each test begins on the page of the design system.
import { check } from './check.mjs';

const option = (page, name) => page.locator('.switches label').filter({ hasText: name });
const style = (page, name) => page.evaluate((property) => getComputedStyle(document.documentElement).getPropertyValue(property), name);
const scrolled = (page) => page.locator('[data-keeps-scroll=design]').evaluate((one) => one.scrollTop);

export const looks = {
  async 'theme and density are switches, and are kept'(page) {
    const colour = () => page.evaluate(() => getComputedStyle(document.body.parentElement).backgroundColor);
    const light = await colour();
    await option(page, 'Dark').click();
    check((await colour()) !== light, 'nothing became dark');
    await option(page, 'Compact').click();
    check((await style(page, '--control')).trim() === '28px', 'nothing became denser');
    check((await page.evaluate(() => [window.localStorage['dunlin.theme'], window.localStorage['dunlin.density']].join())) === 'dark,compact', 'it was not kept');
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByTestId('traces').waitFor();
    check((await colour()) !== light, 'another page is not dark');
    await page.goBack();
    await option(page, 'Light').click();
    await option(page, 'Comfortable').click();
  },

  async 'the direction turns everything, menus and keys too'(page) {
    const rail = () => page.locator('nav.rail').evaluate((one) => one.getBoundingClientRect().left);
    check((await rail()) === 0, 'the rail does not stand at the start');
    await option(page, 'Right to left').click();
    check((await rail()) > 1000, 'the rail did not turn');
    const [, right] = await page.getByTestId('menu').evaluate((one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]);
    await page.getByTestId('menu').click();
    await page.getByRole('menu').waitFor();
    const end = await page.getByRole('menu').evaluate((one) => one.getBoundingClientRect().right);
    check(Math.abs(end - right) < 3, `the menu ends at ${end}, its button at ${right}`);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: /Messages/ }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('What stands under the tab').filter({ hasText: 'Notes' }).waitFor();
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.waitForURL('**/activity');
    // The address changes before the page that is left has put everything back.
    await page.waitForFunction(() => document.documentElement.dir === 'ltr');
  },

  async 'Persian: the other digits, calendar and font; only the fonts that are shown'(page, address) {
    const loaded = () => page.evaluate(() => [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family.replaceAll('"', '')));
    await page.goto(`${address.split('/#')[0]}/no-such-page`);
    await page.getByText('There is no such page').waitFor();
    check(!(await loaded()).includes('Vazirmatn Variable'), 'the Persian font came with an English page');
    await page.goBack();
    await option(page, 'فارسی').click();
    await page.getByRole('heading', { name: 'سامانهٔ طراحی' }).waitFor();
    check((await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir].join())) === 'fa,rtl', 'the page does not say its language');
    await page.getByText('۱٬۲۰۴').first().waitFor();
    await page.getByText(/اسفند ۱۴۰۳/).waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    check((await loaded()).includes('Vazirmatn Variable'), 'the Persian font did not come');
    await option(page, 'English').click();
    await page.getByRole('heading', { name: 'Design system' }).waitFor();
  },

  async 'back and forward keep the place, and an address can be opened anew'(page) {
    await page.locator('[data-keeps-scroll=design]').evaluate((one) => one.scrollTo({ top: 700 }));
    await page.getByRole('link', { name: 'Simulator' }).click();
    await page.getByTestId('phone-leila').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Design system' }).waitFor();
    check((await scrolled(page)) === 700, `the place is ${await scrolled(page)}`);
    await page.goForward();
    await page.getByTestId('phone-leila').waitFor();
    await page.reload();
    await page.getByTestId('phone-leila').waitFor();
    check((await page.title()) === 'Simulator · Dunlin', `the title is ${await page.title()}`);
  },

  async 'a page that is not there says so, with a way out'(page, address) {
    await page.goto(`${address.split('/#')[0]}/no-such-page`);
    await page.getByText('There is no such page').waitFor();
    await page.getByRole('button', { name: 'Go to the first page' }).click();
    await page.waitForURL('**/inbox');
  },

  async 'a page that was open before fetches no code again'(page) {
    const times = [];
    const fetched = [];
    const note = (request) => {
      if (/\.(js|css|woff2)$/.test(new URL(request.url()).pathname)) fetched.push(request.url());
    };
    const round = [['Simulator', 'phone-leila'], ['Activity', 'traces']];
    for (const [link, sign] of [...round, ...round, ...round]) {
      if (times.length === round.length) page.on('request', note);
      await page.getByRole('link', { name: link }).hover();
      const took = await page.getByRole('link', { name: link }).evaluate(async (one, wanted) => {
        const began = performance.now();
        const seen = new Promise((resolve) => {
          const look = () => (document.querySelector(`[data-testid=${wanted}]`) ? requestAnimationFrame(() => resolve()) : requestAnimationFrame(look));
          look();
        });
        one.click();
        await seen;
        return performance.now() - began;
      }, sign);
      times.push(Math.round(took));
    }
    page.off('request', note);
    console.log(`      ${times.join(', ')} ms from the click to the page`);
    check(fetched.length === 0, `fetched again: ${fetched.join(', ')}`);
  },

  async 'who wants no motion gets none'(page) {
    await page.getByTestId('dialog').click();
    const animated = await page.getByRole('dialog').evaluate((one) => parseFloat(getComputedStyle(one).animationDuration));
    check(animated <= 0.001, `a dialog moves for ${animated} s`);
  },
};
