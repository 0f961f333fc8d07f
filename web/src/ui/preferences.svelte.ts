import { isLanguage, locale, type Calendar, type Language } from '../i18n/i18n.svelte';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];
export const densities: readonly Density[] = ['comfortable', 'compact'];
/** What a person takes along to every browser. */
export interface Look {
  theme: Theme;
  language: Language;
}
const kCalendars: readonly Calendar[] = ['gregory', 'persian'];

function kept<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  const found = window.localStorage.getItem(`dunlin.${name}`);
  return allowed.find((one) => one === found) ?? otherwise;
}

function keep(name: string, value: string) {
  window.localStorage.setItem(`dunlin.${name}`, value);
}

function firstLanguage(): Language {
  const found = window.localStorage.getItem('dunlin.language');
  if (isLanguage(found)) return found;
  return window.navigator.language.startsWith('fa') ? 'fa' : 'en';
}

/** What this browser remembers of how the pages look and listen. */
class Preferences {
  theme = $state<Theme>('system');
  density = $state<Density>('comfortable');
  /** Whether shortcuts of one key without Ctrl or ⌘ act: some people speak to their computer, and some lean on it. */
  singleKeys = $state(true);
  /** Hears what a person chose; who is signed in answers it. */
  tell: (change: Partial<Look>) => void = () => undefined;

  #applied: Promise<void> = Promise.resolve();

  /** Everything that the first paint needs; settles when the dictionary is there. */
  apply(): Promise<void> {
    this.#applied = this.#apply();
    return this.#applied;
  }

  async #apply() {
    this.theme = kept('theme', themes, 'system');
    this.density = kept('density', densities, 'comfortable');
    this.singleKeys = kept('single-keys', ['on', 'off'], 'on') === 'on';
    this.#show();
    await this.#speak(firstLanguage());
  }

  setTheme(theme: Theme) {
    this.#setTheme(theme);
    this.tell({ theme });
  }

  /** What the person chose in whatever browser. */
  async take({ theme, language }: Look) {
    await this.#applied;
    if (theme !== this.theme) this.#setTheme(theme);
    if (language === locale.language) return;
    keep('language', language);
    await this.#speak(language);
  }

  setDensity(density: Density) {
    this.density = density;
    keep('density', density);
    this.#show();
  }

  setSingleKeys(on: boolean) {
    this.singleKeys = on;
    keep('single-keys', on ? 'on' : 'off');
  }

  async setLanguage(language: Language) {
    keep('language', language);
    this.tell({ language });
    await this.#speak(language);
  }

  setCalendar(calendar: Calendar) {
    keep('calendar', calendar);
    locale.calendar = calendar;
  }

  #setTheme(theme: Theme) {
    this.theme = theme;
    keep('theme', theme);
    this.#show();
  }

  #show() {
    const { dataset } = document.documentElement;
    if (this.theme === 'system') delete dataset.theme;
    else dataset.theme = this.theme;
    if (this.density === 'comfortable') delete dataset.density;
    else dataset.density = this.density;
  }

  async #speak(language: Language) {
    await locale.speak(language);
    locale.calendar = kept('calendar', kCalendars, language === 'fa' ? 'persian' : 'gregory');
  }
}

export const preferences = new Preferences();
