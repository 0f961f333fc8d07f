import type { Member, Role } from '../../api/types';

/** From all to least, as people read them. */
const roles: readonly Role[] = ['owner', 'admin', 'agent', 'operator', 'viewer'];

/** Owners decide about owners; admins about everybody else. A key gives as an admin does. */
export function mayGrant(actor: Role | null, role: Role): boolean {
  if (actor === 'owner') return true;
  return (actor === 'admin' || actor === null) && role !== 'owner';
}

export const roleNamed = (word: string) => roles.find((role) => role === word);

export const grantable = (actor: Role | null) => roles.filter((role) => mayGrant(actor, role));

/** A workspace keeps at least one owner. */
function isLastOwner(member: Member, all: readonly Member[]): boolean {
  return member.role === 'owner' && all.filter(({ role }) => role === 'owner').length === 1;
}

export type Change = 'allowed' | 'last_owner' | 'owners_only';

/** Whether this member's role may be changed, or the member removed; else why not. */
export function changeOf(actor: Role | null, member: Member, all: readonly Member[]): Change {
  if (!mayGrant(actor, member.role)) return 'owners_only';
  return isLastOwner(member, all) ? 'last_owner' : 'allowed';
}
