// The screens of the inbox, on the world of the stand-in.
const opened = (page) => page.getByTestId('bubble').last().waitFor();
const rows = (page) => page.getByTestId('inbox-row').first().waitFor();
const both = async (page) => {
  await rows(page);
  await opened(page);
};

const inHead = (page, n) => page.getByTestId('talk-head').locator('.acts button').nth(n).click();

export const inboxScreens = [
  { name: 'inbox', path: '/inbox', ready: rows },
  { name: 'inbox-empty', path: '/inbox?view=archived' },
  { name: 'inbox-open', path: '/inbox/cnv_leila', ready: both, on: ['desktop'] },
  { name: 'inbox-talk', path: '/inbox/cnv_leila', ready: opened, on: ['phone'] },
  { name: 'inbox-persian', path: '/inbox/cnv_amir', ready: opened },
  { name: 'inbox-people-only', path: '/inbox/cnv_300', ready: opened },
  { name: 'inbox-closed', path: '/inbox/cnv_2500', ready: opened },
  {
    name: 'inbox-canned',
    path: '/inbox/cnv_leila',
    ready: opened,
    act: (page) => page.getByTestId('composer').locator('textarea').pressSequentially('/'),
    shown: '[data-testid=canned]',
  },
  { name: 'inbox-bulk', path: '/inbox', ready: rows, act: async (page) => [0, 1, 2].reduce((done, i) => done.then(() => page.getByTestId('inbox-row').nth(i).getByRole('checkbox').check({ force: true })), Promise.resolve()), shown: '[data-testid=bulk]' },
  { name: 'inbox-found', path: '/inbox', ready: rows, act: (page) => page.getByTestId('inbox-list').getByRole('searchbox').fill('size'), shown: '[data-testid=found] mark' },
  { name: 'inbox-filter', path: '/inbox', ready: rows, act: (page) => page.getByTestId('filter').click(), shown: '.ui-popover' },
  { name: 'inbox-trace', path: '/inbox/cnv_leila', ready: opened, act: (page) => page.getByTestId('bubble').locator('.why').first().click(), shown: '[data-testid=steps]' },
  { name: 'inbox-views', path: '/inbox', ready: rows, act: (page) => page.getByTestId('inbox-list').locator('nav button').click(), shown: '[role=menu]' },
  { name: 'inbox-snooze', path: '/inbox/cnv_leila', ready: opened, act: (page) => inHead(page, 1), shown: '[role=menu]' },
  { name: 'inbox-labels', path: '/inbox/cnv_leila', ready: opened, act: (page) => inHead(page, 2), shown: '.ui-popover' },
  { name: 'inbox-attach', path: '/inbox/cnv_leila', ready: opened, act: (page) => page.getByTestId('composer').locator('.acts button').nth(0).click(), shown: '[role=dialog]' },
  { name: 'inbox-replies', path: '/inbox/cnv_leila', ready: opened, act: (page) => page.getByTestId('composer').locator('.acts button').nth(1).click(), shown: '[role=dialog] li' },
  { name: 'inbox-erase', path: '/inbox/cnv_leila', ready: opened, on: ['desktop'], act: (page) => page.getByTestId('panel').locator('.acts button').last().click(), shown: '[role=dialog]' },
  {
    name: 'inbox-panel',
    path: '/inbox/cnv_leila',
    ready: opened,
    on: ['phone'],
    act: async (page) => {
      await page.getByTestId('talk-head').getByRole('button').last().click();
      await page.getByRole('menuitem').nth(1).click();
    },
    shown: '[role=dialog] [data-testid=panel]',
  },
  // What is begun in the composer is kept, so these come last.
  {
    name: 'inbox-note',
    path: '/inbox/cnv_leila',
    ready: opened,
    act: async (page) => {
      await page.getByTestId('composer').getByRole('radio').nth(1).click();
      await page.getByTestId('composer').locator('textarea').fill('She is a regular.');
    },
  },
];
