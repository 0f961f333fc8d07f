import { activity } from './activity';
import { frame } from './frame';
import { simulator } from './simulator';
import { ui } from './ui';

/** Every text of the pages. Its keys are the type that the other languages must fill. */
export const texts = { ...frame, ...ui, ...activity, ...simulator };
export const server = (sentence: string): string => sentence;

export type Key = keyof typeof texts;
