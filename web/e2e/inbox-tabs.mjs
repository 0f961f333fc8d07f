// Several tabs of one browser, and a stream that breaks. Each test has a world of its own.
import { check, kPatienceMs } from './check.mjs';

const row = (page, id) => page.locator(`[data-testid=inbox-row][data-id=${id}]`);
const streams = async (tell) => (await tell('streams')).count;

async function another({ context, address }) {
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  await page.goto(`${address}inbox`);
  await row(page, 'cnv_leila').waitFor();
  await page.locator('[data-testid=live].live').waitFor();
  return page;
}

export const together = {
  async 'all tabs of a browser share one stream; when its tab is closed another goes on and misses nothing'(world) {
    const { page, tell } = world;
    const second = await another(world);
    const third = await another(world);
    check((await streams(tell)) === 1, `there are ${await streams(tell)} streams for three tabs`);
    await tell('say', { conversation: 'cnv_30', text: 'Seen by all' });
    for (const one of [page, second, third]) await row(one, 'cnv_30').getByText('Seen by all').waitFor();
    await page.close();
    await tell('say', { conversation: 'cnv_31', text: 'In between' });
    for (const one of [second, third]) await row(one, 'cnv_31').getByText('In between').waitFor();
    check((await streams(tell)) === 1, `there are ${await streams(tell)} streams for two tabs`);
  },

  async 'what one tab does, another shows'(world) {
    const second = await another(world);
    await row(world.page, 'cnv_leila').locator('a').click();
    await world.page.getByTestId('bubble').last().waitFor();
    await world.page.keyboard.press('e');
    await row(second, 'cnv_leila').waitFor({ state: 'detached' });
  },

  async 'a stream that breaks is told, comes back, and brings what was missed'({ page, tell, context }) {
    await context.setOffline(true);
    await tell('cut');
    await page.locator('[data-testid=live].lost').waitFor();
    await tell('say', { conversation: 'cnv_40', text: 'Written meanwhile' });
    await context.setOffline(false);
    await page.locator('[data-testid=live].live').waitFor();
    await row(page, 'cnv_40').getByText('Written meanwhile').waitFor();
  },
};
