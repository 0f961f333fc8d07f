import { beforeAll, describe, expect, it } from 'vitest';
import listed from '../../../api/sentences.json';
import { texts as steps } from '../features/activity/look/sentences/texts';
import { told as toldStep } from '../features/activity/look/sentences/told';
import { texts as alerts } from '../features/settings/alerts/texts';
import { told as toldAlert } from '../features/settings/alerts/told';
import { sentences } from './fa';
import { inboxSentences } from './fa/inbox-server';
import { reasonSentences } from './fa/reasons-server';
import { locale, said } from './i18n.svelte';

type Texts = Record<string, string>;
const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort().join();

/** Each with what the server says, and the text of the pages in both languages. */
const all: [string, string, string | undefined, string | undefined][] = [
  ...Object.entries(listed.why).flatMap(([id, { says, todo }]): typeof all => {
    const of = (key: string) => [(steps.en as Texts)[key], (steps.fa as Texts)[key]] as const;
    return [[id, says, ...of(id)], ...(todo ? ([[`${id}.todo`, todo, ...of(`${id}.todo`)]] as typeof all) : [])];
  }),
  ...Object.entries(listed.alerts).flatMap(([kind, { says, todo }]): typeof all => {
    const of = (key: string) => [(alerts.en as Texts)[key], (alerts.fa as Texts)[key]] as const;
    return [[`says_${kind}`, says, ...of(`says_${kind}`)], [`todo_${kind}`, todo, ...of(`todo_${kind}`)]];
  }),
];

describe('all that the server can say', () => {
  it.each(all)('%s is said by the pages in both languages, with all that it names', (_, server, english, persian) => {
    expect(english).toBeDefined();
    expect(names(english!)).toBe(names(server));
    expect(names(persian!)).toBe(names(server));
  });

  it('stands in the pages, and nothing else', () => {
    expect(Object.keys(steps.en).sort()).toEqual(all.map(([id]) => id).filter((id) => id in steps.en).sort());
  });
});

describe('in Persian', () => {
  beforeAll(() => {
    locale.language = 'fa';
    locale.zone = 'UTC';
    locale.dictionary = { texts: {}, sentences: [...sentences, ...inboxSentences, ...reasonSentences] };
    return () => (locale.language = 'en');
  });

  it.each(Object.entries(listed.reasons))('the reason %s has its sentence', (_, words) => {
    let count = 0;
    const sentence = words.replace(/\{\w+\}/g, () => `value${(count += 1)}`);
    const persian = said(sentence);
    expect(persian).toMatch(/[\u0600-\u06FF]/);
    for (let i = 1; i <= count; ++i) expect(persian).toContain(`value${i}`);
  });

  it('a step names what it is about: instants by the clock of the workspace, reasons as sentences', () => {
    const values = { until: '2026-11-22T14:20:00Z', reason: 'All sending is paused on this installation.', send_id: 'snd_1' };
    const { says, todo } = toldStep({ id: 'send.waiting', says: 'English', todo: 'English', values });
    expect(says).toContain('۱۴:۲۰');
    expect(says).toContain('همهٔ فرستادن‌ها در این نصب متوقف است.');
    expect(`${says} ${todo}`).not.toContain('English');
    expect(toldAlert({ kind: 'account_paused', says: '', todo: '', values: { account: 'shop', reason: '' } }).says).toContain('shop');
  });

  it('what the pages do not know yet is told as the server says it', () => {
    const step = { id: 'send.flown' as 'send.sent', says: 'It flew.', todo: 'Look up.', values: {} };
    expect(toldStep(step)).toEqual({ says: 'It flew.', todo: 'Look up.' });
    const alert = { kind: 'moon' as 'test', says: 'The moon is full.', todo: '', values: {} };
    expect(toldAlert(alert)).toEqual({ says: 'The moon is full.', todo: '' });
  });

  it('an instant in a sentence is told by the clock of the workspace', () => {
    expect(said('The time to answer ended at 2020-01-05T10:00:00Z; a new message of theirs opens it again.')).toContain('۱۰:۰۰');
  });
});
