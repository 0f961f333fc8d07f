import { own } from '../../../i18n/i18n.svelte';
import { texts } from './texts';

export const say = own(texts);
