import { isLanguage, locale, type Language } from '../i18n/i18n.svelte';

export type Theme = 'system' | 'light' | 'dark';
const kThemes: readonly string[] = ['system', 'light', 'dark'];

function stored(name: string): string | null {
  return window.localStorage.getItem(`dunlin.${name}`);
}

function firstLanguage(): Language {
  const kept = stored('language');
  if (isLanguage(kept)) return kept;
  return window.navigator.language.startsWith('fa') ? 'fa' : 'en';
}

/** What this browser remembers of how the pages look. */
class Preferences {
  theme = $state<Theme>('system');

  apply() {
    const theme = stored('theme');
    this.theme = theme !== null && kThemes.includes(theme) ? (theme as Theme) : 'system';
    this.#showTheme();
    this.#showLanguage(firstLanguage());
  }

  setTheme(theme: Theme) {
    this.theme = theme;
    window.localStorage.setItem('dunlin.theme', theme);
    this.#showTheme();
  }

  setLanguage(language: Language) {
    window.localStorage.setItem('dunlin.language', language);
    this.#showLanguage(language);
  }

  #showTheme() {
    if (this.theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }

  #showLanguage(language: Language) {
    locale.language = language;
    document.documentElement.lang = language;
    document.documentElement.dir = locale.direction;
  }
}

export const preferences = new Preferences();
