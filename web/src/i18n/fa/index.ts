import type { Key } from '../en';
import { activity } from './activity';
import { frame } from './frame';
import { faServer } from './server';
import { simulator } from './simulator';
import { ui } from './ui';

export const texts: Record<Key, string> = { ...frame, ...ui, ...activity, ...simulator };
export const server = faServer;
