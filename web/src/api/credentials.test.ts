import { afterEach, expect, it, vi } from 'vitest';
import { attendance } from './attendance';
import { credentials } from './credentials';

let key: string | null = null;
vi.mock('./key', () => ({ apiKey: () => key }));

afterEach(() => {
  key = null;
  credentials.forget();
});

it('a session sends its workspace always, and its token with what changes something', () => {
  credentials.workspace = 'ws_1';
  credentials.csrfToken = 'abc';
  expect(credentials.headers('GET', '/api/v1/me')).toEqual({ 'Dunlin-Workspace': 'ws_1' });
  expect(credentials.headers('DELETE', '/api/v1/members/per_1')).toEqual({ 'Dunlin-Workspace': 'ws_1', 'X-CSRF-Token': 'abc' });
});

it('what is asked for with nobody before the page says so', () => {
  vi.spyOn(attendance, 'there', 'get').mockReturnValueOnce(false);
  credentials.workspace = 'ws_1';
  expect(credentials.headers('GET', '/api/v1/workspace')).toEqual({ 'Dunlin-Workspace': 'ws_1', 'Dunlin-Unattended': '1' });
});

it('a key goes alone: it belongs to one workspace', () => {
  key = 'dk_x';
  credentials.workspace = 'ws_1';
  credentials.csrfToken = 'abc';
  expect(credentials.headers('POST', '/api/v1/rules')).toEqual({ Authorization: 'Bearer dk_x' });
});

it('who is nobody sends nothing, and neither goes to the fake Instagram', () => {
  expect(credentials.headers('POST', '/api/v1/sign-in')).toEqual({});
  key = 'dk_x';
  expect(credentials.headers('POST', '/sim/api/reset')).toEqual({});
});
