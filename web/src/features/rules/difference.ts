import { t } from '../../i18n/i18n.svelte';
import { lists, type Action, type Card, type Form } from './form';
import { buttonInWords, cooldownInWords, itemInWords, joined, keywordInWords, scheduleInWords } from './words';

/** One line of a rule in words. */
interface Line {
  id: string;
  label: string;
  /** Items of a list, each for itself; or a text. */
  items?: string[];
  text: string;
  /** Written by somebody for somebody: told apart word by word. */
  prose?: boolean;
}

export interface Piece {
  text: string;
  how: 'same' | 'added' | 'removed';
}
export interface Change {
  id: string;
  label: string;
  /** What a list gained and lost. */
  added?: string[];
  removed?: string[];
  /** A text, before and after. */
  before?: string;
  after?: string;
  /** A written text with its words told apart. */
  pieces?: Piece[];
}

const quick = (titles: { title: string }[] | undefined) => (titles ?? []).map(({ title }) => title);

function cardInWords(card: Card): string {
  return joined([card.title, card.subtitle ?? '', card.url ?? '', card.image_url ?? '', ...(card.buttons ?? []).map(buttonInWords)].filter(Boolean));
}

function linesOfAction(action: Action, at: number): Line[] {
  const id = `actions.${at}`;
  const label = t('rules.told.action', { at: at + 1, what: t(`rules.action.${action.type}`) });
  switch (action.type) {
    case 'reply':
      return action.variants.flatMap((one, i): Line[] => {
        const name = action.variants.length > 1 ? t('rules.told.variant', { what: label, at: i + 1 }) : label;
        const weight: Line[] = action.variants.length > 1 ? [{ id: `${id}.${i}.weight`, label: t('rules.told.weight', { what: name }), text: String(one.weight) }] : [];
        return [
          { id: `${id}.${i}`, label: name, text: one.text, prose: true },
          { id: `${id}.${i}.quick`, label: t('rules.told.quick', { what: name }), items: quick(one.quick_replies), text: '' },
          ...weight,
        ];
      });
    case 'text':
      return [
        { id, label, text: action.text, prose: true },
        { id: `${id}.quick`, label: t('rules.told.quick', { what: label }), items: quick(action.quick_replies), text: '' },
      ];
    case 'buttons':
      return [
        { id, label, text: action.text, prose: true },
        { id: `${id}.buttons`, label: t('rules.told.buttons', { what: label }), items: action.buttons.map(buttonInWords), text: '' },
      ];
    case 'cards':
      return [{ id, label, items: action.elements.map(cardInWords), text: '' }];
    case 'media':
      return [{ id, label, text: `${t(`rules.kind.${action.kind}`)} ${action.url}` }];
    case 'add_tag':
      return [{ id, label, text: action.tag }];
    default:
      return [{ id, label, text: t('rules.told.yes') }];
  }
}

function linesOf(form: Form, accountName: (id: string) => string): Line[] {
  const { conditions } = form;
  const keywords = (['any', 'all', 'none'] as const).map((list): Line => ({
    id: `keywords.${list}`, label: t(`rules.condition.${list}`), items: conditions.keywords[list].map(keywordInWords), text: '',
  }));
  const filters = lists.map((list): Line => ({
    id: list, label: t(`rules.condition.${list}`), items: conditions[list].map((value) => itemInWords(list, value, accountName)), text: '',
  }));
  return [
    { id: 'name', label: t('rules.name'), text: form.name },
    { id: 'active', label: t('rules.told.active'), text: t(form.active ? 'rules.on' : 'rules.off') },
    { id: 'priority', label: t('rules.told.priority'), text: String(form.priority) },
    { id: 'trigger', label: t('rules.when'), text: t(`rules.trigger.${form.trigger}`) },
    ...keywords,
    ...filters,
    { id: 'schedule', label: t('rules.condition.schedule'), text: conditions.schedule ? scheduleInWords(conditions.schedule) : '' },
    { id: 'test_traffic', label: t('rules.condition.test_traffic'), text: conditions.test_traffic === 'any' ? '' : t(`rules.traffic.${conditions.test_traffic}`) },
    ...form.actions.flatMap(linesOfAction),
    { id: 'then', label: t('rules.told.then'), text: t(`rules.then.${form.then}`) },
    { id: 'cooldown_seconds', label: t('rules.told.cooldown'), text: cooldownInWords(form) },
  ];
}

/** The words of two texts, told apart: what both have stays, in the longest way. */
export function wordsApart(before: string, after: string): Piece[] {
  const one = before.split(/(?<=\s)/);
  const other = after.split(/(?<=\s)/);
  const best = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      best[i]![j] = one[i] === other[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  const out: Piece[] = [];
  const add = (text: string | undefined, how: Piece['how']) => {
    if (!text) return;
    const last = out.at(-1);
    if (last?.how === how) last.text += text;
    else out.push({ text, how });
  };
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      add(one[i], 'same');
      i += 1;
      j += 1;
    } else if (i < one.length && (j === other.length || best[i + 1]![j]! >= best[i]![j + 1]!)) {
      add(one[i], 'removed');
      i += 1;
    } else {
      add(other[j], 'added');
      j += 1;
    }
  }
  return out;
}

function changeOf(id: string, old: Line | undefined, fresh: Line | undefined): Change | null {
  const label = (fresh ?? old)!.label;
  if ((fresh ?? old)!.items) {
    const [was, is] = [old?.items ?? [], fresh?.items ?? []];
    const added = is.filter((one) => !was.includes(one));
    const removed = was.filter((one) => !is.includes(one));
    if (added.length + removed.length > 0) return { id, label, added, removed };
    return was.join('\n') === is.join('\n') ? null : { id, label, before: joined(was), after: joined(is) };
  }
  const [before, after] = [old?.text ?? '', fresh?.text ?? ''];
  if (before === after && (old === undefined) === (fresh === undefined)) return null;
  if ((fresh ?? old)!.prose && before && after) return { id, label, pieces: wordsApart(before, after) };
  return { id, label, before, after };
}

/** What is different between two forms of a rule, line by line, in words. */
export function differences(before: Form, after: Form, accountName: (id: string) => string = (id) => id): Change[] {
  const [old, fresh] = [linesOf(before, accountName), linesOf(after, accountName)];
  const find = (lines: Line[], id: string) => lines.find((line) => line.id === id);
  const ids = [...new Set([...fresh, ...old].map(({ id }) => id))];
  return ids.map((id) => changeOf(id, find(old, id), find(fresh, id))).filter((change) => change !== null);
}
