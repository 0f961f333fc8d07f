import { own } from '../../../i18n/i18n.svelte';
import { texts } from './texts';

type Text = keyof typeof texts.en;
type Action = Exclude<Text, `field.${string}`>;
const say = own(texts);

const isKnown = (name: string): name is Text => Object.hasOwn(texts.en, name);

/** What was done, as the rest of a sentence that begins with a name; a word of a newer server stays as it is. */
export function didText(action: string): string {
  return isKnown(action) ? say(action) : action;
}

/** What changed, in a word; a field of a newer server by its own name. */
export function fieldText(field: string): string {
  const name = `field.${field}`;
  return isKnown(name) ? say(name) : field.replaceAll('_', ' ');
}

/** What people do to their own sign-in, and to the installation, is in the installation's log and not in a workspace's. */
const kElsewhere = /^(?:session|totp|person|installation)\.|^workspace\.(?:create|delete)$/;

/** The actions that a workspace's log can hold. */
export const ofWorkspace = (Object.keys(texts.en) as Text[]).filter((name): name is Action => !name.startsWith('field.') && !kElsewhere.test(name));
