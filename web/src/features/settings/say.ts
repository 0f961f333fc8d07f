import { own } from '../../i18n/i18n.svelte';
import { texts } from './texts';

export type Text = keyof typeof texts.en;
export const say = own(texts);
