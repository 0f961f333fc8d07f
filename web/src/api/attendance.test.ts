import { afterEach, expect, it, vi } from 'vitest';
import { Attendance } from './attendance';

afterEach(() => void vi.useRealTimers());

it('somebody is there for a minute after the last key or touch', () => {
  vi.useFakeTimers();
  const page = new EventTarget();
  const attendance = new Attendance();
  attendance.watch(page);
  expect(attendance.there).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(attendance.there).toBe(false);
  page.dispatchEvent(new Event('pointermove'));
  vi.advanceTimersByTime(59_999);
  expect(attendance.there).toBe(true);
  vi.advanceTimersByTime(1);
  expect(attendance.there).toBe(false);
});
