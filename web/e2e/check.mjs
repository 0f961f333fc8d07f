// What the browser suites share: counting, and what must never happen on any page.
import axe from 'axe-core';

/** How long a page is waited for that will never show what it should: no machine that works is that slow. */
export const kPatienceMs = 90_000;

export function check(holds, words) {
  if (!holds) throw new Error(words);
}

/** Writes down what must never happen on a page; what it answers stays empty when nothing did. */
export function watch(page) {
  const faults = [];
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Types/i.test(message.text())) faults.push(message.text());
  });
  return faults;
}

/** Fails on what axe calls serious or critical. Its source is run by the debugger, which the content policy does not bind. */
export async function accessible(page, what = 'this page') {
  await page.evaluate(axe.source);
  // A colour on its way from one theme to the other is neither's.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished)));
  const violations = await page.evaluate(async () => (await window.axe.run(document)).violations);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => [`${what}: ${id}`, ...nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`)].join('\n'));
  check(serious.length === 0, told.join('\n'));
}

/** Fails when something stands outside of the screen, or must be scrolled sideways to be read. */
export async function fits(page, width, what = 'this page') {
  const found = await page.evaluate((most) => {
    const name = (one) => `${one.tagName.toLowerCase()}.${[...one.classList].join('.')}`;
    const clips = (one) => one !== null && !one.matches('.frame, main') && (getComputedStyle(one).overflowX !== 'visible' || clips(one.parentElement));
    const all = [...document.querySelectorAll('.frame *, [role=dialog] *')].filter((one) => !one.matches('.sr-only, .ui-tab-list, textarea, input'));
    const outside = all.filter((one) => {
      const { left, right, width: wide } = one.getBoundingClientRect();
      return wide > 2 && (right > most + 1 || left < -1) && !clips(one.parentElement);
    });
    const sideways = all.filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1);
    return [document.documentElement.scrollWidth > most ? 'the document' : '', ...outside.map(name), ...sideways.map(name)].filter(Boolean);
  }, width);
  check(found.length === 0, `${what} is wider than ${width} px: ${found.slice(0, 5).join(', ')}`);
}

/** Runs named tests, tells each in a line, and ends with "N passed, N failed". */
export class Suite {
  #passed = 0;
  #failed = 0;

  async run(name, test) {
    try {
      await test();
      this.#passed += 1;
      console.log(`ok    ${name}`);
    } catch (error) {
      this.#failed += 1;
      console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n      ')}`);
    }
  }

  end() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 || this.#passed === 0 ? 1 : 0;
  }
}
