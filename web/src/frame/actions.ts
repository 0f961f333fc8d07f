import { locale, t } from '../i18n/i18n.svelte';
import { pages, router } from '../pages';
import { pathOf } from '../router/paths';
import type { Action } from '../ui/actions.svelte';
import { densities, preferences, themes } from '../ui/preferences.svelte';
import { killSwitch } from './kill-switch.svelte';

const go = () => t('keys.go');
const look = () => t('keys.look');

const toPages: Action[] = pages.filter(({ place }) => place !== 'door').map((page) => ({
  id: `go ${page.path}`,
  title: () => t(page.title),
  group: go,
  icon: page.icon,
  words: ['go open page'],
  ...(page.keys && { keys: page.keys }),
  run: () => router.go(pathOf<string>(page.path, {})),
}));

const kill: Action = {
  id: 'kill',
  title: () => t(killSwitch.paused ? (killSwitch.whole ? 'kill.resume' : 'kill.resume_automation') : killSwitch.whole ? 'kill.pause' : 'kill.pause_automation'),
  group: () => t('keys.everywhere'),
  icon: 'power',
  words: ['stop kill switch pause resume'],
  run: () => killSwitch.set(!killSwitch.paused),
};

const looks: Action[] = [
  ...themes.map((theme): Action => ({
    id: `theme ${theme}`,
    title: () => t('do.theme', { theme: t(`theme.${theme}`) }),
    group: look,
    icon: theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'monitor',
    words: [`theme ${theme} colour mode`],
    run: () => preferences.setTheme(theme),
  })),
  ...densities.map((density): Action => ({
    id: `density ${density}`,
    title: () => t('do.density', { density: t(`density.${density}`) }),
    group: look,
    icon: density === 'compact' ? 'rows-3' : 'rows-2',
    words: [`density ${density}`],
    run: () => preferences.setDensity(density),
  })),
  {
    id: 'language',
    title: () => t('do.language'),
    group: look,
    icon: 'languages',
    words: ['language persian farsi english فارسی انگلیسی زبان'],
    run: () => preferences.setLanguage(locale.language === 'en' ? 'fa' : 'en'),
  },
];

/** What can be done on every page. `open` shows the palette or the sheet of shortcuts. */
export function everywhere(open: (which: 'palette' | 'keys') => void): Action[] {
  return [
    ...toPages,
    { id: 'palette', title: () => t('frame.search'), group: () => t('keys.everywhere'), icon: 'search', keys: 'mod+k', always: true, hidden: true, run: () => open('palette') },
    { id: 'keys', title: () => t('keys.title'), group: () => t('keys.everywhere'), icon: 'keyboard', keys: '?', words: ['shortcuts keyboard help'], run: () => open('keys') },
    ...(killSwitch.may ? [kill] : []),
    ...looks,
  ];
}
