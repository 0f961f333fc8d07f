// Screenshots of every screen in both widths, themes and directions:
// node web/e2e/shots.mjs <dunlin binary, or an address with its #key=…> <folder> [part of a name, or parts*of*it]...
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { startDunlin } from './dunlin.mjs';
import { inboxScreens } from './inbox-screens.mjs';
import { first, furnish, inside, outside, viewer, walk } from './people-screens.mjs';
import { World } from './people-world.mjs';
import { converse, firstRun, look, screens, sizes, visit } from './screens.mjs';
import { startStandIn } from './stand-in/server.mjs';

const [shown, folder = 'build/shots', ...words] = process.argv.slice(2);
if (!shown) throw new Error('which binary or address?');

const isWanted = (picture) => words.length === 0 || words.some((word) => word.split('*').every((part) => picture.includes(part)));

async function shoot(browser, address, screens, size, theme, language, more) {
  const pictureOf = (screen) => `${screen.name}-${size}-${theme}-${language}`;
  const wanted = screens.filter((screen) => (!screen.on || screen.on.includes(size)) && isWanted(pictureOf(screen)));
  if (wanted.length === 0) return;
  const context = await look(browser, size, theme, language, more);
  for (const screen of wanted) {
    const page = await context.newPage();
    await visit(page, address, screen);
    await page.screenshot({ path: join(folder, `${pictureOf(screen)}.png`) });
    await screen.undo?.(page);
    await page.close();
  }
  await context.close();
}

/** Thousands of conversations and every kind of bubble, the same for each look. */
async function shootInbox(browser, ...one) {
  const standIn = await startStandIn();
  await shoot(browser, standIn.address, inboxScreens, ...one);
  await standIn.stop();
}

async function shootPeople(world, person, screens, size, theme, language) {
  const pictureOf = (screen) => `${screen.name}-${size}-${theme}-${language}`;
  const wanted = screens.filter((screen) => isWanted(pictureOf(screen)));
  if (wanted.length === 0) return;
  const context = await look(browser, size, theme, language);
  if (person) {
    await world.look(person, theme, language);
    await world.enter(context, person);
  }
  await walk(context, world, wanted, size, (page, screen) => page.screenshot({ path: join(folder, `${pictureOf(screen)}.png`) }));
  await context.close();
}

/** Each look: width, theme, language. */
const looks = Object.keys(sizes).flatMap((size) => ['light', 'dark'].flatMap((theme) => ['en', 'fa'].map((language) => [size, theme, language])));

await mkdir(folder, { recursive: true });
const started = shown.startsWith('http') ? null : await startDunlin(shown);
const address = started?.address ?? shown;
const browser = await launch();
try {
  for (const one of looks) await shoot(browser, address, firstRun, ...one, { phone: 'beside' });
  const context = await look(browser, 'desktop', 'light', 'en');
  await converse(await context.newPage(), address);
  await context.close();
  for (const one of looks) await shoot(browser, address, screens, ...one);
  for (const one of looks) await shootInbox(browser, ...one);
  const world = new World(address);
  for (const one of looks) await shootPeople(world, null, first, ...one);
  const { owner, sara } = await furnish(world);
  for (const one of looks) {
    await shootPeople(world, null, outside, ...one);
    await shootPeople(world, owner, inside, ...one);
    await shootPeople(world, sara, viewer, ...one);
  }
} finally {
  await browser.close();
  await started?.stop();
}
