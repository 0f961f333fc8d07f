// Pictures of every screen of the inbox, on the world of the stand-in, in both widths, themes and directions:
// node web/e2e/inbox-shots.mjs <folder> [words of names]...
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { inboxScreens } from './inbox-screens.mjs';
import { look, sizes, visit } from './screens.mjs';
import { startStandIn } from './stand-in/server.mjs';

const [folder = 'build/shots', ...words] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const size of Object.keys(sizes)) {
    for (const [theme, language] of [['light', 'en'], ['dark', 'en'], ['light', 'fa'], ['dark', 'fa']]) {
      const server = await startStandIn();
      const context = await look(browser, size, theme, language);
      for (const screen of inboxScreens) {
        if ((screen.on && !screen.on.includes(size)) || (words.length && !words.some((word) => `${screen.name}-${size}-${theme}-${language}`.includes(word)))) continue;
        const page = await context.newPage();
        await visit(page, server.address, screen);
        await page.screenshot({ path: join(folder, `${screen.name}-${size}-${theme}-${language}.png`) });
        await page.close();
      }
      await context.close();
      await server.stop();
    }
  }
} finally {
  await browser.close();
}
