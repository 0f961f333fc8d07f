import { describe, expect, it } from 'vitest';
import { ago, clock, day, moment, number, percent, span, type Manner } from './format';

const en: Manner = { language: 'en', calendar: 'gregory', zone: 'UTC' };
const fa: Manner = { language: 'fa', calendar: 'persian', zone: 'Asia/Tehran' };
const at = '2026-11-22T10:32:31Z';
const now = Date.parse(at);
const before = (ms: number) => new Date(now - ms).toISOString();
const kMinute = 60_000;
const kHour = 60 * kMinute;

describe('in English', () => {
  it('tells the exact moment in the zone of the workspace', () => {
    expect(clock(at, 'seconds', en)).toBe('10:32:31');
    expect(clock(at, 'minutes', { ...en, zone: 'Asia/Tehran' })).toBe('14:02');
    expect(moment(at, en)).toContain('22 November 2026');
  });

  it.each([
    [20_000, 'now'],
    [2 * kMinute, '2 min ago'],
    [3 * kHour, '3 hr ago'],
    [26 * kHour, 'yesterday'],
    [10 * 24 * kHour, '12 Nov'],
    [500 * 24 * kHour, '10 Jul 2025'],
  ])('tells %i ms ago as %s', (passed, words) => {
    expect(ago(before(passed), now, en)).toBe(words);
  });

  it('tells a span in its two largest units, rounded down', () => {
    expect(span(23 * kHour + 45 * kMinute + 59_999, en)).toBe('23h 45m');
    expect(span(6 * 24 * kHour + 5 * kHour, en)).toBe('6d 5h');
    expect(span(2 * kHour, en)).toBe('2h');
    expect(span(10, en)).toBe('1m');
  });

  it('has the Persian calendar for who wants it', () => {
    expect(moment(at, { ...en, calendar: 'persian' })).toMatch(/Azar.* 1405/);
  });
});

describe('in Persian', () => {
  it('writes Persian digits, dates and spans', () => {
    expect(number(1234, fa)).toBe('۱٬۲۳۴');
    expect(percent(0.42, fa)).toMatch(/^۴۲/);
    expect(clock(at, 'minutes', fa)).toBe('۱۴:۰۲');
    expect(moment(at, fa)).toContain('آذر');
    expect(day(at, now, fa)).toBe('۱ آذر');
    expect(span(23 * kHour + 45 * kMinute, fa)).toMatch(/^۲۳ ساعت و ۴۵ دقیقه$/);
    expect(ago(before(2 * kMinute), now, fa)).toContain('۲ دقیقه');
  });

  it('has the Gregorian calendar for who wants it', () => {
    expect(moment(at, { ...fa, calendar: 'gregory' })).toContain('نوامبر');
  });
});
