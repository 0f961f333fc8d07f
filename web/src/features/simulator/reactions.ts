import type { IconName } from '../../ui/icons';
import type { ReactionName } from './types';

export const reactionIcons: Record<ReactionName, IconName> = {
  love: 'heart',
  like: 'thumbs-up',
  laugh: 'laugh',
  wow: 'astonished',
  sad: 'frown',
  angry: 'angry',
};

export function iconOfReaction(reaction: string): IconName | undefined {
  return Object.hasOwn(reactionIcons, reaction) ? reactionIcons[reaction as ReactionName] : undefined;
}
