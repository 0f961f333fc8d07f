import type { RuleTrial, RuleTrigger } from '../../api/types';
import { inputOf, type Form } from './form';

/** The person that the phone shows. */
export interface Writer {
  name: string;
  username: string;
}

const kAlso: Partial<Record<RuleTrigger, RuleTrigger[]>> = {
  first_contact: ['message', 'first_contact'],
  no_match: ['message'],
  story_reply: ['story_reply', 'message'],
  story_mention: ['story_mention', 'message'],
};
const kKinds: Partial<Record<RuleTrigger, string>> = { story_reply: 'story_reply', story_mention: 'story_mention', postback: 'postback' };

/** Whether the rule asks for words at all. */
export const asksForWords = (form: Form) => form.conditions.keywords.any.length + form.conditions.keywords.all.length > 0;

/** A message that would fit the rule's words; `otherwise` where it asks for none that could be written down. */
export function sampleOf(form: Form, otherwise: string): string {
  const { any, all } = form.conditions.keywords;
  const words = [any.find((one) => one.kind !== 'regex'), ...all.filter((one) => one.kind !== 'regex')].filter((one) => one !== undefined);
  return words.map((one) => one.text).join(' ') || otherwise;
}

/** A message from somebody whom every other condition of the rule fits, so that the words decide. */
export function trialOf(form: Form, id: string | undefined, text: string, writer: Writer, chance: number): RuleTrial {
  const { conditions, trigger } = form;
  const fits: Partial<RuleTrial> = {};
  const [account] = conditions.accounts;
  const [language] = conditions.languages;
  const [media] = conditions.media_ids;
  const [payload] = conditions.payloads;
  if (account) fits.account = account;
  if (language) fits.language = language;
  if (media) fits.media_id = media;
  if (payload) fits.payload = payload;
  if (conditions.tags_any[0]) fits.tags = [conditions.tags_any[0]];
  return {
    text,
    triggers: kAlso[trigger] ?? [trigger],
    message_kind: conditions.message_kinds[0] ?? kKinds[trigger] ?? 'text',
    is_test: conditions.test_traffic === 'only',
    name: writer.name,
    username: writer.username,
    chance,
    ...fits,
    draft: draftOf(form, id),
  };
}

export const draftOf = (form: Form, id: string | undefined) => ({ ...inputOf(form), active: true, ...(id && { id }) });

/** Fills `{{name|there}}` as the server would; what it would refuse stays as it is. */
export function filled(text: string, known: Writer & { text: string }): string {
  return text.replace(/\{\{\s*(\w+)\s*(?:\|([^}]*))?\}\}/g, (whole, name: string, otherwise?: string) => {
    const value = { name: known.name, username: known.username, text: known.text }[name];
    return value === undefined ? whole : value || (otherwise ?? '');
  });
}

/** The actions as they would be carried out, without asking the server: the first variant of each reply. */
export function actionsShown(form: Form, known: Writer & { text: string }): Form['actions'] {
  return form.actions.map((action) =>
    action.type === 'reply' ? { ...action, variants: action.variants.slice(0, 1).map((one) => ({ ...one, text: filled(one.text, known) })) } : action,
  );
}
