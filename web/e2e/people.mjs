// People in a real browser: node web/e2e/people.mjs <dunlin binary, or the address of a fresh one with its #key=…> [journeys or looks, and for these a look: phone,dark,en]
// Ends with "N passed, N failed". Waits for what the page shows, never for the clock.
import { launch } from './browser.mjs';
import { accessible, check, fits, kPatienceMs, Suite, watch } from './check.mjs';
import { startDunlin } from './dunlin.mjs';
import { account } from './people-account.mjs';
import { comingIn } from './people-coming-in.mjs';
import { entry } from './people-entry.mjs';
import { first, furnish, inside, outside, viewer, walk } from './people-screens.mjs';
import { together } from './people-together.mjs';
import { World } from './people-world.mjs';
import { look, sizes } from './screens.mjs';

const tested = process.argv[2];
if (!tested) throw new Error('which binary or address?');

const start = async () => (tested.startsWith('http') ? { address: tested, stop: async () => undefined } : startDunlin(tested));
const browser = await launch();
const suite = new Suite();

/** One after the other on one Dunlin: each goes on where the one before ended. */
async function journeys(world) {
  const faults = [];
  /** A browser of somebody's own. */
  const open = async (size = 'desktop', language = 'en') => {
    const context = await look(browser, size, 'light', language);
    const page = await context.newPage();
    page.setDefaultTimeout(kPatienceMs);
    faults.push(watch(page));
    return page;
  };
  for (const [name, journey] of Object.entries({ ...comingIn, ...account, ...together, ...entry })) {
    await suite.run(name, () => journey({ world, open }));
  }
  await suite.run('nothing was refused by the content policy and nothing broke', () => check(faults.flat().length === 0, faults.flat().join('\n')));
}

async function everyScreen(world, people, screens, size, theme, language) {
  const context = await look(browser, size, theme, language);
  if (people) {
    await world.look(people, theme, language);
    await world.enter(context, people);
  }
  const wrong = [];
  await walk(context, world, screens, size, async (page, screen, width) => {
    try {
      await fits(page, width, screen.name);
      await accessible(page, screen.name);
    } catch (error) {
      wrong.push(error.message);
    }
  });
  await context.close();
  check(wrong.length === 0, wrong.join('\n'));
}

async function looks(world) {
  const all = Object.keys(sizes).flatMap((size) => [['light', 'en'], ['dark', 'fa']].map((one) => [size, ...one])).filter((one) => !process.argv[4] || one.join() === process.argv[4]);
  for (const one of all) await suite.run(`before anybody can sign in, ${one.join(', ')}: it fits, axe finds nothing serious`, () => everyScreen(world, null, first, ...one));
  const people = await furnish(world);
  for (const one of all) {
    const told = one.join(', ');
    await suite.run(`at the door, ${told}`, () => everyScreen(world, null, outside, ...one));
    await suite.run(`an owner's screens, ${told}`, () => everyScreen(world, people.owner, inside, ...one));
    await suite.run(`a viewer's screens, ${told}`, () => everyScreen(world, people.sara, viewer, ...one));
  }
}

try {
  for (const part of process.argv[3] ? [process.argv[3]] : ['journeys', 'looks']) {
    const dunlin = await start();
    try {
      await { journeys, looks }[part](new World(dunlin.address));
    } finally {
      await dunlin.stop();
    }
  }
} finally {
  await browser.close();
}
suite.end();
