export interface Firings {
  /** In the last seven days, today among them. */
  week: number;
  /** Of all firings of that time; 0 while nothing fired. */
  share: number;
  /** By day, the oldest first. */
  days: number[];
}

export const kDays = 7;
export const none: Firings = { week: 0, share: 0, days: Array<number>(kDays).fill(0) };
const kDayMs = 86_400_000;

/** What each rule did in the last week, of counts by UTC day. */
export function firings(all: { fired: number; days: { rule: string; day: string; fired: number }[] }, now: number): Map<string, Firings> {
  const today = Math.floor(now / kDayMs);
  const out = new Map<string, Firings>();
  for (const { rule, day, fired } of all.days) {
    const at = kDays - 1 - (today - Math.floor(Date.parse(day) / kDayMs));
    if (at < 0 || at >= kDays) continue;
    const one = out.get(rule) ?? { ...none, days: [...none.days] };
    one.week += fired;
    one.days[at]! += fired;
    out.set(rule, one);
  }
  const total = all.fired;
  for (const one of out.values()) one.share = total > 0 ? one.week / total : 0;
  return out;
}
