// The inbox in a real browser: node web/e2e/inbox.mjs [address of a stand-in] [words of a name]
// Runs on a stand-in for the server (stand-in/), which holds thousands of conversations and can be told to fail.
// Ends with "N passed, N failed". Waits for what the page shows, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, fits, kPatienceMs, Suite, watch } from './check.mjs';
import { byHand } from './inbox-answer.mjs';
import { strangers } from './inbox-hostile.mjs';
import { inList } from './inbox-list.mjs';
import { inPanel } from './inbox-panel.mjs';
import { together } from './inbox-tabs.mjs';
import { inboxScreens } from './inbox-screens.mjs';
import { look, sizes, visit } from './screens.mjs';
import { startStandIn } from './stand-in/server.mjs';

const only = process.argv[2];
const browser = await launch();
const suite = new Suite();

/** A page on a world of its own, with what the world can be told. */
async function open(size = 'desktop', theme = 'light', language = 'en') {
  const server = await startStandIn({ theme, language });
  const context = await look(browser, size, theme, language);
  const page = await context.newPage();
  page.setDefaultTimeout(kPatienceMs);
  const faults = watch(page);
  const tell = async (verb, body = {}) => (await context.request.post(`${server.address}stand-in/${verb}`, { data: body })).json();
  const close = async () => {
    await context.close();
    await server.stop();
    check(faults.length === 0, faults.join('\n'));
  };
  return { address: server.address, world: server.world, context, page, tell, faults, close };
}

async function journeys(all) {
  for (const [name, journey] of Object.entries(all)) {
    if (only && !name.includes(only)) continue;
    await suite.run(name, async () => {
      const world = await open();
      try {
        await visit(world.page, world.address, { path: '/inbox' });
        await world.page.getByTestId('inbox-row').first().waitFor();
        await journey(world);
      } catch (error) {
        await world.context.close();
        throw error;
      }
      await world.close();
    });
  }
}

async function everyScreen(size, theme, language) {
  const world = await open(size, theme, language);
  const wrong = [];
  for (const screen of inboxScreens.filter(({ on }) => !on || on.includes(size))) {
    try {
      await visit(world.page, world.address, screen);
      await fits(world.page, sizes[size].width, screen.name);
      await accessible(world.page, screen.name);
    } catch (error) {
      wrong.push(`${screen.name}: ${error.message}`);
    }
  }
  await world.close().catch((error) => wrong.push(error.message));
  check(wrong.length === 0, wrong.join('\n'));
}

try {
  await journeys({ ...inList, ...byHand, ...inPanel, ...together, ...strangers });
  for (const size of Object.keys(sizes)) {
    for (const [theme, language] of only ? [] : [['light', 'en'], ['dark', 'fa']]) {
      await suite.run(`every screen of the inbox on a ${size} in ${theme}, ${language}: it fits, axe finds nothing serious`, () => everyScreen(size, theme, language));
    }
  }
} finally {
  await browser.close();
}
suite.end();
