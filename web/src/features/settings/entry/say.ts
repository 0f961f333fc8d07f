import { locale, own } from '../../../i18n/i18n.svelte';
import { texts } from './texts';

export const say = own(texts);

/** People one after the other; each name reads in its own direction. */
export const named = (people: readonly string[]) => people.map((one) => `\u2068${one}\u2069`).join(locale.language === 'fa' ? '، ' : ', ');
