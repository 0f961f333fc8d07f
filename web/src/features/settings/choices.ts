import { locale } from '../../i18n/i18n.svelte';
import type { Choice } from '../../ui/Select.svelte';

/** Time zones by their IANA names, the present one first in case this browser does not know it. */
export function zoneChoices(present: string): Choice[] {
  const known = Intl.supportedValuesOf('timeZone');
  const all = present && !known.includes(present) ? [present, ...known] : known;
  return all.map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') }));
}

const kLanguages = ['en', 'fa', 'ar', 'az', 'ckb', 'de', 'es', 'fr', 'hy', 'it', 'nl', 'pt', 'ru', 'tr', 'ur'];

/** Languages in the language of the page. */
export function languageChoices(present: string): Choice[] {
  const names = new Intl.DisplayNames(locale.language, { type: 'language' });
  const all = present && !kLanguages.includes(present) ? [present, ...kLanguages] : kLanguages;
  return all.map((tag) => ({ value: tag, text: names.of(tag) ?? tag }));
}
