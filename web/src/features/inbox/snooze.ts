// When a snoozed conversation comes back, by the clock of the workspace.

import { asUtc, instantOf, wallOf } from '../../i18n/wall';

export type Preset = 'later' | 'tomorrow' | 'week';
const kMorning = 9;

/** Three hours on, tomorrow morning, and the morning the next week of work begins (0 is Sunday). */
export function presets(now: number, zone: string | undefined, weekBegins: number): { preset: Preset; at: string }[] {
  const wall = wallOf(now, zone);
  const morning = (days: number) => instantOf({ ...wall, day: wall.day + days, hour: kMorning, minute: 0 }, zone);
  const today = new Date(asUtc(wall)).getUTCDay();
  const toWeek = (weekBegins - today + 7) % 7 || 7;
  const at = { later: now + 3 * 3_600_000, tomorrow: morning(1), week: morning(toWeek) };
  return (['later', 'tomorrow', 'week'] as const).map((preset) => ({ preset, at: new Date(at[preset]).toISOString() }));
}
