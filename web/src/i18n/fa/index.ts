import type { texts as en } from '../en';
import { frame } from './frame';
import { people } from './people';
import { sentences } from './server';
import { ui } from './ui';

export const texts: Record<keyof typeof en, string> = { ...frame, ...ui, ...people };
export { sentences };
