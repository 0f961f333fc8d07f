import type { Language } from './i18n.svelte';

/** What the texts of a page are made of, besides those that are there whatever the page. */
export interface TextPart {
  texts: Record<string, string>;
  /** The server's sentences about this, in the language. What follows in brackets in a pattern is put in place of `$1`. */
  sentences?: readonly [RegExp, string][];
}

/** The texts that come with a page: a browser fetches them when it fetches the page, in the language that is shown. */
export const parts = {
  activity: {
    en: async () => ({ texts: (await import('./en/activity')).activity }),
    fa: async () => ({ texts: (await import('./fa/activity')).activity }),
  },
  inbox: {
    en: async () => ({ texts: (await import('./en/inbox')).inbox }),
    fa: async () => {
      const [{ inbox }, { inboxSentences }] = await Promise.all([import('./fa/inbox'), import('./fa/inbox-server')]);
      return { texts: inbox, sentences: inboxSentences };
    },
  },
  people: {
    en: () => Promise.resolve({ texts: {} }),
    fa: async () => ({ texts: {}, sentences: (await import('./fa/people-server')).peopleSentences }),
  },
  /** What the server says about sends, accounts and events: once a page stands. */
  reasons: {
    en: () => Promise.resolve({ texts: {} }),
    fa: async () => ({ texts: {}, sentences: (await import('./fa/reasons-server')).reasonSentences }),
  },
  rules: {
    en: async () => ({ texts: (await import('./en/rules')).rules }),
    fa: async () => ({ texts: (await import('./fa/rules')).rules }),
  },
  /** What the server says about rules: once the page stands, as nothing is said before. */
  'rules-server': {
    en: () => Promise.resolve({ texts: {} }),
    fa: async () => ({ texts: {}, sentences: (await import('./fa/rules-server')).rulesSentences }),
  },
  simulator: {
    en: async () => ({ texts: (await import('./en/simulator')).simulator }),
    fa: async () => ({ texts: (await import('./fa/simulator')).simulator }),
  },
} satisfies Record<string, Record<Language, () => Promise<TextPart>>>;

export type PartName = keyof typeof parts;
