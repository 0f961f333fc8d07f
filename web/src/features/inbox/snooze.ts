// When a snoozed conversation comes back, by the clock of the workspace.

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What the clocks of a zone show at an instant. */
function wallOf(ms: number, zone: string | undefined): Wall {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23', ...(zone && { timeZone: zone }) });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.year!, month: parts.month!, day: parts.day!, hour: parts.hour!, minute: parts.minute! };
}

const asUtc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute);

/** The instant at which the clocks of a zone show this; where they skip it, the one after. */
export function instantOf(wall: Wall, zone: string | undefined): number {
  let ms = asUtc(wall);
  for (let i = 0; i < 3; i += 1) ms += asUtc(wall) - asUtc(wallOf(ms, zone));
  return ms;
}

/** "2026-11-23T09:00", as a field for date and time holds it, in the zone. */
export function fieldOf(ms: number, zone: string | undefined): string {
  return new Date(asUtc(wallOf(ms, zone))).toISOString().slice(0, 16);
}

export function ofField(text: string, zone: string | undefined): number | null {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(text)?.map(Number) ?? [];
  if (year === undefined) return null;
  return instantOf({ year, month: month!, day: day!, hour: hour!, minute: minute! }, zone);
}

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
