import { expect, it } from 'vitest';
import type { Member, Role } from '../../api/types';
import { changeOf, mayGrant } from './rights';

const member = (id: string, role: Role): Member => ({ id, role, name: id, email: `${id}@example.com`, second_factor: false, since: '', last_seen_at: null });

it('owners decide about owners, admins and keys about everybody else, others about nobody', () => {
  expect(mayGrant('owner', 'owner')).toBe(true);
  expect(mayGrant('admin', 'owner')).toBe(false);
  expect(mayGrant('admin', 'viewer')).toBe(true);
  expect(mayGrant(null, 'owner')).toBe(false);
  expect(mayGrant(null, 'agent')).toBe(true);
  for (const role of ['agent', 'operator', 'viewer'] as const) expect(mayGrant(role, 'viewer')).toBe(false);
});

it('the last owner stays, whoever asks', () => {
  const leila = member('leila', 'owner');
  const amir = member('amir', 'agent');
  expect(changeOf('owner', leila, [leila, amir])).toBe('last_owner');
  expect(changeOf('owner', leila, [leila, member('sara', 'owner')])).toBe('allowed');
  expect(changeOf('admin', leila, [leila, amir])).toBe('owners_only');
  expect(changeOf('admin', amir, [leila, amir])).toBe('allowed');
});
