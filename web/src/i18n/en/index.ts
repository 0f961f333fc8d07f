import type { activity } from './activity';
import { frame } from './frame';
import type { inbox } from './inbox';
import { people } from './people';
import type { rules } from './rules';
import type { simulator } from './simulator';
import { ui } from './ui';

/** The texts that are there whatever the page. Its keys are the type that the other languages must fill. */
export const texts = { ...frame, ...ui, ...people };

/** With those that come with a page (`parts.ts`). */
export type Key = keyof typeof texts | keyof typeof activity | keyof typeof inbox | keyof typeof rules | keyof typeof simulator;
