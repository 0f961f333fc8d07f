import type { Rule, RuleAction, RuleInput, RuleKeyword, RuleTrigger } from '../../api/types';

export type Keyword = RuleKeyword;
export type KeywordKind = RuleKeyword['kind'];
export type Action = RuleAction;
export type ActionType = Action['type'];
export type ActionOf<T extends ActionType> = Extract<Action, { type: T }>;
export type Variant = ActionOf<'reply'>['variants'][number];
export type QuickReply = NonNullable<Variant['quick_replies']>[number];
export type Button = ActionOf<'buttons'>['buttons'][number];
export type Card = ActionOf<'cards'>['elements'][number];
export type KeywordList = 'any' | 'all' | 'none';
export const lists = ['accounts', 'message_kinds', 'languages', 'tags_any', 'tags_none', 'media_ids', 'payloads'] as const;
export type ListName = (typeof lists)[number];

export interface Schedule {
  days: number[];
  from: string;
  to: string;
  when: 'inside' | 'outside';
}
export type Conditions = Record<ListName, string[]> & {
  keywords: Record<KeywordList, Keyword[]>;
  schedule: Schedule | null;
  test_traffic: 'any' | 'only' | 'never';
};
/** A rule as it is written here: the wire's form with every default in its place, always in the same order. */
export interface Form {
  name: string;
  active: boolean;
  priority: number;
  trigger: RuleTrigger;
  conditions: Conditions;
  actions: Action[];
  then: 'stop' | 'keep_going';
  cooldown_seconds: number | null;
}

export const triggers: readonly RuleTrigger[] = [
  'message', 'first_contact', 'no_match', 'story_reply', 'story_mention', 'postback', 'comment', 'live_comment', 'reaction', 'referral',
];
export const actionTypes: readonly ActionType[] = ['reply', 'text', 'media', 'buttons', 'cards', 'add_tag', 'hand_to_person', 'close_conversation'];
export const keywordKinds: readonly KeywordKind[] = ['word', 'phrase', 'contains', 'exact', 'regex'];
export const messageKinds = [
  'text', 'image', 'video', 'audio', 'file', 'share', 'story_mention', 'story_reply', 'reel', 'post', 'ephemeral', 'postback', 'quick_reply',
  'template', 'unsupported', 'other',
] as const;
/** Those that a message's language is found out of. */
export const languages = ['en', 'fa', 'ar', 'ur', 'tr', 'de', 'fr', 'es', 'it', 'pt', 'ru', 'uk', 'he', 'el', 'hy', 'ka', 'hi', 'th', 'ja', 'ko', 'zh'] as const;

/** What can be sent, as the server bounds it. Texts in bytes of UTF-8, titles in characters. */
export const limits = { name: 120, text: 1000, title: 20, variants: 20, quick_replies: 13, buttons: 3, cards: 10, actions: 10, weight: 1000, tag: 60, card_title: 80 };
export const bytes = (text: string) => new TextEncoder().encode(text).length;

const keywordsOf = (given: (string | Keyword)[] | undefined): Keyword[] =>
  (given ?? []).map((one) => (typeof one === 'string' ? { text: one, kind: 'word' } : { text: one.text, kind: one.kind ?? 'word' }));
const quickOf = (given: QuickReply[] | undefined): QuickReply[] => (given ?? []).map(({ title, payload }) => ({ title, payload }));
const buttonsOf = (given: Button[] | undefined): Button[] =>
  (given ?? []).map(({ kind, title, url, payload }) =>
    kind === 'web_url' ? { kind, title, url: url ?? '' } : { kind: 'postback', title, payload: payload ?? '' },
  );

function actionOf(given: Action): Action {
  switch (given.type) {
    case 'reply':
      return { type: 'reply', variants: given.variants.map((one) => ({ text: one.text, weight: one.weight ?? 1, quick_replies: quickOf(one.quick_replies) })) };
    case 'text':
      return { type: 'text', text: given.text, quick_replies: quickOf(given.quick_replies) };
    case 'media':
      return { type: 'media', kind: given.kind ?? 'image', url: given.url };
    case 'buttons':
      return { type: 'buttons', text: given.text, buttons: buttonsOf(given.buttons) };
    case 'cards':
      return {
        type: 'cards',
        elements: given.elements.map(({ title, subtitle, image_url, url, buttons }) => ({
          title, subtitle: subtitle ?? '', image_url: image_url ?? '', url: url ?? '', buttons: buttonsOf(buttons),
        })),
      };
    case 'add_tag':
      return { type: 'add_tag', tag: given.tag };
    default:
      return { type: given.type };
  }
}

export function formOf(rule: RuleInput | Rule): Form {
  const asked: Partial<NonNullable<RuleInput['conditions']>> = rule.conditions ?? {};
  const words = asked.keywords ?? {};
  const filters = Object.fromEntries(lists.map((name) => [name, [...(asked[name] ?? [])]])) as Record<ListName, string[]>;
  const hours = asked.schedule;
  return {
    name: rule.name,
    active: rule.active ?? true,
    priority: rule.priority ?? 0,
    trigger: rule.trigger ?? 'message',
    conditions: {
      keywords: { any: keywordsOf(words.any), all: keywordsOf(words.all), none: keywordsOf(words.none) },
      ...filters,
      schedule: hours ? { days: [...(hours.days ?? [])].sort((a, b) => a - b), from: hours.from ?? '00:00', to: hours.to ?? '24:00', when: hours.when ?? 'inside' } : null,
      test_traffic: asked.test_traffic ?? 'any',
    },
    actions: rule.actions.map(actionOf),
    then: rule.then ?? 'stop',
    cooldown_seconds: rule.cooldown_seconds ?? null,
  };
}

/** As the server takes it; what was left empty of a card is left out. */
export function inputOf(form: Form): RuleInput {
  const filled = (card: Card) => Object.fromEntries(Object.entries(card).filter(([, value]) => value !== '')) as Card;
  const actions = form.actions.map((one) => (one.type === 'cards' ? { ...one, elements: one.elements.map((card) => ({ ...filled(card), title: card.title })) } : one));
  return { ...form, actions };
}

export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export function blankAction(type: ActionType): Action {
  switch (type) {
    case 'reply':
      return { type, variants: [{ text: '', weight: 1, quick_replies: [] }] };
    case 'text':
      return { type, text: '', quick_replies: [] };
    case 'media':
      return { type, kind: 'image', url: '' };
    case 'buttons':
      return { type, text: '', buttons: [{ kind: 'web_url', title: '', url: '' }] };
    case 'cards':
      return { type, elements: [blankCard()] };
    case 'add_tag':
      return { type, tag: '' };
    default:
      return { type };
  }
}
export const blankCard = (): Card => ({ title: '', subtitle: '', image_url: '', url: '', buttons: [] });

/** A rule begun from nothing. */
export const blankForm = (): Form => formOf({ name: '', active: true, priority: 0, then: 'stop', trigger: 'message', actions: [blankAction('reply')] });

/** In seconds, as the server counts when the rule says nothing. */
export const defaultCooldown = (trigger: RuleTrigger) => (['no_match', 'comment', 'live_comment'].includes(trigger) ? 86_400 : 0);
