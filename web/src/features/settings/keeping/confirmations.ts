import type { components } from '../../../api/schema';

type Confirmation = components['schemas']['Confirmation'];
type Text = components['schemas']['ConfirmationText'];

export const kMostBytes = 1000;
export const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** What is sent: the shipped texts, texts of the workspace's own, or nothing. */
export type How = 'shipped' | 'own' | 'none';
export interface Written {
  how: How;
  texts: Text[];
}

export function writtenFrom({ own, texts }: Confirmation): Written {
  if (!own) return { how: 'shipped', texts: [] };
  return { how: texts.length > 0 ? 'own' : 'none', texts: texts.map((one) => ({ ...one })) };
}

/** As the API takes it: null brings the shipped ones back, an empty list sends nothing. */
export function changeFrom({ how, texts }: Written): Text[] | null {
  if (how === 'shipped') return null;
  return how === 'none' ? [] : texts.map(({ language, text }) => ({ language, text: text.trim() })).filter(({ text }) => text !== '');
}
