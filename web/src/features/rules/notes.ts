import type { RuleNote } from '../../api/types';
import { t } from '../../i18n/i18n.svelte';
import { lineOf } from './lines';

/** A note of the server in the language of the page, by its kind and what it is about. */
export function noteInWords(note: RuleNote): string {
  const about = { subject: note.subject, other: note.other?.name ?? '' };
  if (note.kind !== 'never_fires') return t(`rules.note.${note.kind}`, about);
  const line = lineOf(note.path);
  if (line.startsWith('keywords')) return t('rules.note.never_keywords', about);
  if (line === 'tags_any') return t('rules.note.never_tags', about);
  if (line === 'media_ids') return t('rules.note.never_posts');
  if (line === 'payloads') return t('rules.note.never_payloads');
  return t('rules.note.never_fires');
}
