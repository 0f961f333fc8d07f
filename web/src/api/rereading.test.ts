import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Rereading } from './rereading';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Readings that end when the test says so, with what was there when they began. */
function slow() {
  const ends: ((good: boolean) => void)[] = [];
  const read = vi.fn(() => new Promise<boolean>((resolve) => ends.push(resolve)));
  const end = async (good = true) => {
    ends.shift()?.(good);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { read, end };
}

it('one reading at a time; what is asked for meanwhile is read once more', async () => {
  const { read, end } = slow();
  const rereading = new Rereading(read, 80);
  const all = [rereading.now(), rereading.now(), rereading.now()];
  expect(read).toHaveBeenCalledTimes(1);
  await end();
  expect(read).toHaveBeenCalledTimes(2);
  await end();
  await Promise.all(all);
  expect(read).toHaveBeenCalledTimes(2);
});

it('what comes within a moment is read together, and a stream of news does not put it off', async () => {
  const read = vi.fn(async () => true);
  const rereading = new Rereading(read, 80);
  for (let i = 0; i < 10; i += 1) {
    rereading.soon();
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(read).toHaveBeenCalledTimes(2);
});

it('a reading that did not come through is tried again', async () => {
  const { read, end } = slow();
  const rereading = new Rereading(read, 80);
  void rereading.now();
  await end(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(read).toHaveBeenCalledTimes(2);
  await end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(read).toHaveBeenCalledTimes(2);
});

it('nothing is read after it was stopped', async () => {
  const read = vi.fn(async () => true);
  const rereading = new Rereading(read, 80);
  rereading.soon();
  rereading.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(read).not.toHaveBeenCalled();
});
